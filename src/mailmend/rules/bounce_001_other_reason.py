"""The far server gave a reason that has nothing to do with SPF.

What happened. The message was refused or put off for another reason: a mailbox that is full or does not exist, content,
size, rate, a policy of the receiver. Exchange Online may have wrapped it in other words; what the far server said
counts.

How mailmend knows. From the emitter, the code and the text together; the same number means different things at
different receivers.

How to mend it. It depends on the reason; who must act is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Confidence, Evidence, Finding, Owner
from mailmend.rules import Story, _cites

CODE = "MM-BOUNCE-001"
# category -> (what happened, what to do)
_MEANING = {
    Category.AUTH: (
        "The message did not carry the proof of origin that the receiver asks for",
        "Have the message signed with DKIM.",
    ),
    Category.SENDER_DNS: (
        "The receiver could not verify the name of the sending server",
        "Give the sending server a PTR record that leads back to it.",
    ),
    Category.REPUTATION: (
        "The receiver does not trust the sending address or domain",
        "Look up why the address is listed, end the cause, then ask for removal.",
    ),
    Category.RATE_LIMIT: (
        "The receiver takes no more mail at this moment: too much at once, or it lets new senders wait",
        "Wait, then send more slowly.",
    ),
    Category.TLS: (
        "The connection could not be encrypted as one side asks for",
        "Check the TLS settings and certificate that the text names.",
    ),
    Category.RELAY: (
        "The server was asked to relay for somebody whom it does not know",
        "Sign in before sending, or have the connector corrected.",
    ),
    Category.SENDER_BLOCKED: (
        "The sender\u2019s own account or tenant is blocked from sending",
        "Secure the account, then have it released by its administrator.",
    ),
    Category.SENDER_REJECTED: (
        "The receiver does not accept this sender",
        "Check the sender address; else ask the recipient to allow it by another channel.",
    ),
    Category.SECURITY: (
        "The server asks for a proof of identity that was not given",
        "Sign in (SMTP AUTH) as the server asks for.",
    ),
    Category.FORMAT: (
        "The message does not follow the mail format",
        "Correct the message as the text says, often a header or a line end.",
    ),
    Category.PROTOCOL: (
        "The two servers did not understand each other",
        "Have the sending server\u2019s administrator read the text.",
    ),
    Category.RECIPIENT_UNKNOWN: ("There is no such mailbox at the receiver", "Check the spelling of the address."),
    Category.RECIPIENT_MOVED: ("The recipient has another address now", "Use the new address."),
    Category.HOST_UNKNOWN: (
        "The domain of the address does not exist or cannot be found",
        "Check the spelling of the part behind the @ sign.",
    ),
    Category.SIZE: ("The message is larger than the receiver allows", "Send it smaller, or send a link."),
    Category.CONTENT: (
        "The receiver judged the content to be spam or dangerous",
        "Check links, attachments and wording; ask the receiver if it was judged wrongly.",
    ),
    Category.SUPPRESSED: (
        "The sending service did not try, because earlier mail to this address had bounced",
        "Remove the address from the service\u2019s suppression list if it works again.",
    ),
    Category.POLICY: ("A policy of the receiver forbids it", "Ask the receiver\u2019s administrator which policy."),
    Category.RECIPIENT_FILTERED: ("The recipient\u2019s filter refused it", "Ask the recipient by another channel."),
    Category.RECIPIENT_RESTRICTED: (
        "The recipient accepts mail from certain senders only",
        "Ask the recipient or its administrator to allow you.",
    ),
    Category.RECIPIENT_DISABLED: ("The mailbox is disabled", "Ask the recipient for another address."),
    Category.MAILBOX_FULL: (
        "The recipient\u2019s mailbox is full",
        "Tell the recipient by another channel, or try later.",
    ),
    Category.HOST_NO_MAIL: ("The domain of the address accepts no mail", "Check the address."),
    Category.SYSTEM: (
        "The receiving system has a fault",
        "Try later; if it stays, tell the receiver\u2019s postmaster.",
    ),
    Category.NETWORK: ("The receiving server could not be reached", "Wait: the sending server tries again."),
    Category.EXPIRED: (
        "The receiving server could not be reached until the time for trying was over",
        "Send again later; if it stays, tell the receiver by another channel.",
    ),
}

WORDS = {
    "title": "Refused for another reason than SPF",
    **{
        f"happened.{category}": f"{happened}. This has nothing to do with DNS: do not change DNS."
        for category, (happened, _) in _MEANING.items()
    },
    **{f"do.{category}": advice for category, (_, advice) in _MEANING.items()},
    **{
        f"do.{category}.retried": "Nothing yet: the sending server tries again by itself. If it gives up in the end, "
        f"{advice[0].lower()}{advice[1:]}"
        for category, (_, advice) in _MEANING.items()
    },
    **{
        f"title.{category}": f"Refused for another reason than SPF: {happened[0].lower()}{happened[1:]}"
        for category, (happened, _) in _MEANING.items()
    },
    f"happened.{Category.AUTH}": _MEANING[Category.AUTH][0] + ".",
    f"happened.{Category.SENDER_DNS}": _MEANING[Category.SENDER_DNS][0] + ".",
}
EXAMPLE = Story(
    bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table"
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server's words name a reason other than SPF or DMARC."""
    attempt = evidence.attempt
    if attempt.category is Category.UNKNOWN or evidence.spf_may_decide or _dmarc(evidence):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=attempt.owner,
        cites=(_cites.said(evidence, "remote", "text", "status"),),
        variant=f"{attempt.category}.retried" if attempt.owner is Owner.TRANSIENT else str(attempt.category),
        dns_innocent=attempt.category not in (Category.AUTH, Category.SENDER_DNS),
    )


def _dmarc(evidence: Evidence) -> bool:
    return evidence.attempt.category is Category.AUTH and evidence.attempt.subtype in ("dmarc", "alignment")
