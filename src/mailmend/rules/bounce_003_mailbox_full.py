"""The recipient's mailbox is full.

What happened. The mailbox exists and has no room left.

Why receivers do this. A mailbox has a limit; some servers refuse at once, others put the message off for some days.

How mailmend knows. From the far server's words and code (RFC 3463: X.2.2; RFC 5321: 452 and 552).

How to mend it. Only the recipient, or their administrator, can make room. Tell them by another channel, then send
again. A mailbox that stays full for weeks is often not read by anybody any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-003"
WORDS = {
    "title": "The recipient\u2019s mailbox is full",
    "happened": "The recipient\u2019s mailbox is full. This has nothing to do with DNS: do not change DNS.",
    "do": "Tell the recipient by another channel, for example by telephone, and send the message again once there is "
    "room.",
    "do.retried": "Nothing yet: the sending server tries again by itself. Tell the recipient by another channel that "
    "the mailbox is full.",
    "do.given_up": "Tell the recipient by another channel that the mailbox is full, then send the message again: the "
    "sending server has stopped trying.",
}
EXAMPLE = Story(bounce="552 5.2.2 <anna@fabrikam.example>: The email account that you tried to reach is over quota")
NEAR_MISS = Story(bounce="550 5.2.2 Submission quota exceeded")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server says that the mailbox has no room."""
    if _refusal.refused_for(evidence, Category.MAILBOX_FULL):
        yield _refusal.cause(evidence, CODE, _refusal.state(evidence))
