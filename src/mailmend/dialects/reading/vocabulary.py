"""What only mail systems say: any text may name addresses and numbers, errors, limits and failures."""

from __future__ import annotations

from mailmend.dialects.reading.languages import UNDELIVERED
from mailmend.mail.phrases import Phrases

# Of a message that was not delivered, in the words for people.
OF_FAILURES = Phrases(
    r"deliver|returned (?:mail|message|to sender)|\bbounced\b|did not reach|cannot be reached"
    r"|could not be (?:sent|reached)"
    r"|(?:message|mail)\W.{0,80}\b(?:rejected|refused|blocked|not accepted|delayed|failed|expired|returned)"
    r"|(?:unknown|no such|invalid|inactive|disabled|suspended) (?:\w{1,10} )?(?:user|recipient|mailbox|address|account)"
    r"|(?:user|recipient|mailbox|account|address)\b.{0,60}(?:unknown|not (?:be )?found|not exist|\bfull\b|quota"
    r"|disabled|inactive|invalid|rejected|refused|denied|unavailable|suspended|not a (?:valid|member))|unrouteable"
    r"|over quota|failed (?:recipient|address)|address(?:es|\(es\))? failed|retry time"
    r"|host (?:unknown|not found|or domain)|loops back|送信できません|届け|" + UNDELIVERED,
)
# In the words of a reply to an SMTP command.
OF_REPLIES = Phrases(
    r"\b(?:spf|dkim|dmarc|arc|relay\w{0,3}|gr[ea]y-?list\w{0,3}|spam\w{0,4}|e?-?mails?|recipients?|users?|address(?:es)?"
    r"|mailbox(?:es)?|senders?|servers?|domains?|hosts?|hostname|helo|ehlo|rcpt|auth\w{0,12}|tls|starttls|messages?|quota"
    r"|access|prohibited|permitted|policy|black-?list\w{0,3}|block-?list\w{0,3}|listed|content|virus|transaction|commands?"
    r"|connection|too many|concurrent|account|client|syntax|protocol|service|resources?|storage|dns\w{0,2}|ptr|mx"
    r"|reputation|rejected|refused"
    r"|denied|blocked|delivery|loops?|limit|rate|try again|later|sequence|parameters?|attachments?|size|bounced?)\b"
    r"|[\x{4e00}-\x{9fff}\x{3040}-\x{30ff}]",
)
