"""Bounces in words only: a mail that a mail system sent, with an address that failed and, mostly, a reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects.reading import Claim, Seen, attempt, notification
from mailmend.dialects.reading.failures import DELAYED, FAILED
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.dialects.reading.telling import Telling, said_of, telling
from mailmend.mail import addresses
from mailmend.mail.phrases import Phrases
from mailmend.model import DeliveryAttempt, Notification

NAME = "text-report"
AT_MOST = 40
SIGNS = Signs(forms=(Form.MAIL,))

# Who writes for a mail system: by the local part of the address, or by the whole of the name beside it. A word within
# a name is not enough: "Royal Mail Delivery" and "Bounce Studio" write letters. Nor is a reverse-path like
# <bounces+42@…>, to which bulk mail wants its bounces sent.
_DAEMON = Phrases(
    r"(?:^|[\s<\"(])(?:mailer-?daemon|post-?master|mdaemon|microsoftexchange[0-9a-f]*|(?:double-)?bounces?|ndr|"
    r"mail\.delivery\.system|mail-?(?:delivery|system|daemon|admin)|delivery[.-]?(?:sub)?system|"
    r"system ?administrator)\\?(?:\"?@|[>\")]*\s*(?:<|$))"
    r"|(?:^|[\"(])[\s]*(?:mailer[- ]daemon|(?:internet )?mail delivery (?:sub)?system|(?:the )?mail(?:er)? system|"
    r"system administrator|mail administrator|postmaster|microsoft (?:outlook|exchange)|non-?delivery[\w ]*)"
    r"[\s]*(?:$|[\")<])",
)
_SUBJECT = Phrases(
    r"undeliver|un-deliver|returned mail|returned to sender|returning (?:to|message to) sender|"
    r"delivery (?:status|failure|failed|notification|report|warning|problem|error)|"
    r"mail (?:delivery )?(?:fail|system error|error)|failure (?:notice|delivery)|"
    r"(?:could|can) ?not be delivered|non[- ]?deliver|not delivered|delivery has failed|nondeliverable|"
    r"\bbounced\b|mail bounce|bounce (?:notif|message|report|mail)|"
    r"message (?:you sent )?(?:delivery|blocked|delayed|rejected|not)|delivery delay|returned message|mail failed|"
    r"rejected mail|processing error|are not member|mail delivery|delayed \d+|errors from|unzustellbar|"
    r"onbestelbaar|non remis|non recapitabile|não entregue|no se puede entregar|no entregado|"
    r"недоставлен|не доставлено|配信不能|配送|未送達|退信|無法傳遞",
)
# What follows an address in a list of those that failed; a sentence goes on with a word, a comma or a full stop.
_AFTER_ADDRESS = ("", ":", ";", "(", "[", "<", "-", "|")
_ABOUT_MAIL = Phrases(
    r"\be-?mail\b|\bmessage|mailing list|recipient|mailbox|nachricht|empfänger|destinataire|destinatario|メール|письмо",
)


def claims(seen: Seen) -> Claim:
    """A mail that looks as if a mail system wrote it, and tells of a failure."""
    if seen.part is None:
        return Claim(score=0)
    daemon = _from_a_daemon(seen)
    subject = bool(_SUBJECT.search(seen.value("Subject")))
    failed = any(FAILED.search(text.value[:8_000]) for text in seen.texts)
    if seen.value("X-Failed-Recipients"):
        return Claim(score=40, why="it has the field X-Failed-Recipients")
    if not (subject or (daemon and failed)):
        return Claim(score=0)
    told = _tells(seen)
    if daemon and not told.attempts and any(each.report for each in seen.attached()):
        return Claim(score=0, why="the report that is attached says it")
    replied = any(tried.reply or tried.status for tried in told.attempts)
    about_mail = any(_ABOUT_MAIL.search(text.value[:8_000]) for text in seen.texts)
    named = about_mail and any(FAILED.search(tried.text or "") for tried in told.attempts)
    named = named or bool(told.attempts and subject and failed)
    if daemon and (replied or named or told.returned or _null_path(seen)):
        return Claim(score=30, why="a mail system wrote it, and it tells of a failure")
    # Anybody may write that something failed: then it must be about mail, about an address that stands as machines put
    # it, and not sent to a list (RFC 2369 §3.2).
    listed = any(_begins_its_line(tried) for tried in told.attempts)
    if subject and failed and listed and (replied or about_mail) and not seen.value("List-Unsubscribe"):
        return Claim(score=25, why="its subject and its words tell of a failure")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification with an attempt for each address that the words name."""
    yield notification_of(seen, NAME)


def notification_of(seen: Seen, name: str, *, reporting_mta: str | None = None) -> Notification:
    """The notification that the words for people make, in the dialect ``name``."""
    best = _tells(seen)
    attempts = best.attempts or _without_address(seen, best)
    return notification(seen, name, attempts, reporting_mta=reporting_mta, returned=best.returned, told=best.told)


def _tells(seen: Seen) -> Telling:
    """What the most telling of the texts tells: plain text and HTML do not always say the same."""
    tellings = [telling(seen, text) for text in seen.texts[:4]]
    return max(tellings, key=lambda each: (_replies(each.attempts), bool(each.attempts)))


def _replies(attempts: tuple[DeliveryAttempt, ...]) -> int:
    return sum(1 for tried in attempts if tried.reply or tried.status)


def _without_address(seen: Seen, best: Telling) -> tuple[DeliveryAttempt, ...]:
    """Where the words name nobody: the fields that say who failed, or the only addressee of what came back."""
    failed = addresses(seen.value("X-Failed-Recipients"))
    to = [field for field in best.returned if field.name.lower() in ("to", "x-original-to")]
    # A list's message is addressed to the list, whoever its subscriber is that failed.
    by_a_list = any(field.name.lower() == "list-id" for field in best.returned)
    listed = failed or (addresses(to[0].value) if to and not by_a_list else ())
    words = next((text.value.strip() for text in seen.texts if text.value.strip()), "")[:1_000]
    action = "delayed" if DELAYED.search(words) else "failed"
    tried = said_of(seen, None) or attempt(recipient=None, words=words or None)
    tried = replace(tried, recipient=None, action=action)
    if not failed and len(listed) != 1:
        return (tried,)
    return tuple(replace(tried, recipient=address) for address in listed)


def _begins_its_line(tried: DeliveryAttempt) -> bool:
    """Whether the address begins its line, and no sentence goes on after it: people write one within a sentence."""
    quote = tried.quote("recipient")
    if quote is None or quote.text[: quote.start].strip(" \t<\"'(*\u2022-"):
        return False
    rest = quote.text[quote.end :].lstrip(" \t>\"')")
    return rest[:1] in _AFTER_ADDRESS


def _null_path(seen: Seen) -> bool:
    """RFC 5321 §4.5.5: a notification has the null reverse-path."""
    paths = [field.value.strip() for field in seen.headers if field.name.lower() == "return-path"]
    return any(path == "<>" or "mailer-daemon" in path.lower() for path in paths) or seen.value("From").strip() == "<>"


def _from_a_daemon(seen: Seen) -> bool:
    """Whether the author is a mail system, or the reverse-path says so."""
    return _null_path(seen) or _DAEMON.search(seen.value("From"))
