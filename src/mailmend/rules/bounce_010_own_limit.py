"""The sender's own mailbox or tenant has reached a limit of Microsoft 365.

What happened. Microsoft 365 limits how many recipients a mailbox may write to in a day (10,000), how many messages it
sends in a minute (30), and how many external recipients a whole tenant reaches in a day (TERRL, by its licences).
Above that it refuses the tenant's own mail: 5.1.90, 5.2.2, 5.7.232, 5.7.233; and 5.7.705 or 5.7.708 where it takes the
traffic of a tenant, often a new one, for spam.

Why Microsoft does this. A stolen account sends tens of thousands of messages in an hour; a limit ends that.

How mailmend knows. From Microsoft's words and codes; no other server is named in such a report.

How to mend it. First make sure that the account is not stolen: look at what it sent (message trace). Then wait: the
window slides, a day at most. Bulk mail belongs to a service made for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-010"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "Your own mailbox has reached its sending limit at Microsoft 365",
    "title.tenant": "Your tenant has reached its daily limit of external recipients at Microsoft 365",
    "title.threshold": "Microsoft 365 has stopped the outgoing mail of your tenant: it looks like spam",
    "happened": f"Your own mailbox has reached its sending limit, and Microsoft 365 did not send the message. "
    f"{_NOT_DNS}",
    "happened.tenant": "Your tenant has reached its daily limit of external recipients, and Microsoft 365 did not send "
    f"the message. {_NOT_DNS}",
    "happened.threshold": "Microsoft 365 has stopped the outgoing mail of your tenant, because much of it looks like "
    f"spam or it is new. {_NOT_DNS}",
    "do": "Make sure that nobody else sends from this account: the steps are below. Then wait, a day at most, and send "
    "bulk mail through a service made for it.",
    "do.tenant": "Look which mailbox sends so much: the steps are below. The limit slides on within a day; it grows "
    "with licences, and a trial tenant has a small one.",
    "do.threshold": "Find and stop the mailbox that sends it: the steps are below. Then ask Microsoft support to let "
    "your tenant send again.",
}
EXAMPLE = Story(
    bounce="550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"
)
NEAR_MISS = Story(bounce="421 4.7.28 Connection rate limit exceeded, try again later")

_TENANT = ("5.7.232", "5.7.233")
_THRESHOLD = ("5.7.705", "5.7.708")
_ACCOUNT = ("5.1.90", "5.2.2")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where Microsoft 365 does not send because of a limit of the sender's own."""
    if not is_own_limit(evidence):
        return
    code = _refusal.status(evidence)
    variant = "threshold" if code in _THRESHOLD else "tenant" if code in _TENANT else ""
    yield _refusal.cause(evidence, CODE, variant, owner=Owner.SENDER_ADMIN)


def is_own_limit(evidence: Evidence) -> bool:
    """Whether the limit is one of the sender's own mailbox or tenant."""
    if not _refusal.refused_for(evidence, Category.RATE_LIMIT, Category.SENDER_BLOCKED):
        return False
    code, said = _refusal.status(evidence), _refusal.words(evidence)
    if code in _THRESHOLD or code in _TENANT or "your tenant" in said or "trial tenant" in said:
        return True
    about_sender = "your message can't be sent" in said or "submission quota" in said
    return evidence.attempt.category is Category.RATE_LIMIT and code in _ACCOUNT and about_sender
