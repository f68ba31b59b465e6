"""The mailbox exists and is switched off.

What happened. The account was disabled, suspended or not used for so long that the provider closed it.

Why receivers do this. Nobody reads there any more, or somebody did not pay.

How mailmend knows. From the far server's words and codes (RFC 3463: X.2.1).

How to mend it. Ask the recipient for another address. If it is a mailbox of your own firm, its administrator can switch
it on again.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-023"
WORDS = {
    "title": "The mailbox is switched off",
    "happened": "The mailbox exists and is switched off. This has nothing to do with DNS: do not change DNS.",
    "do": "Ask the recipient by another channel for another address.",
}
EXAMPLE = Story(bounce="550 5.2.1 <anna@fabrikam.example>: This mailbox is disabled, not accepting messages")
NEAR_MISS = Story(
    bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table"
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server says that the mailbox is off."""
    if _refusal.refused_for(evidence, Category.RECIPIENT_DISABLED):
        yield _refusal.cause(evidence, CODE)
