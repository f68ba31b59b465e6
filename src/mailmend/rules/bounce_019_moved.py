"""The recipient has another address now.

What happened. The receiving server knows the old name and says that the mailbox is elsewhere (RFC 5321 section 4.2.3:
551; RFC 3463: X.1.6).

Why receivers do this. It does not forward, or not any more.

How mailmend knows. From the words and the code; where they name the new address, that is quoted.

How to mend it. Write to the new address, after a look whether it can be the recipient's: the text comes from their
server, and mail that leads people to new addresses is also a trick.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-019"
WORDS = {
    "title": "The recipient has another address now",
    "title.named": "The recipient has another address now: {address}",
    "happened": "The recipient has another address now. This has nothing to do with DNS: do not change DNS.",
    "happened.named": "The recipient has another address now: {address}, says their server. This has nothing to do "
    "with DNS: do not change DNS.",
    "do": "Ask the recipient by another channel for the new address.",
    "do.named": "Write to {address}, after a look whether that can be the recipient\u2019s.",
}
EXAMPLE = Story(bounce="551 5.1.6 User not local; please try <anna@northwind.example>")
NEAR_MISS = Story(
    bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table"
)

_ADDRESS = pattern(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,24}")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server says that the mailbox is elsewhere."""
    if not _refusal.refused_for(evidence, Category.RECIPIENT_MOVED):
        return
    old = {(address or "").lower() for address in (evidence.attempt.recipient, evidence.attempt.original_recipient)}
    named = _ADDRESS.findall(evidence.attempt.said[:2_000])
    address = next((found for found in named if found.lower() not in old), "")
    yield _refusal.cause(evidence, CODE, "named" if address else "", params=phrase(CODE, address=address).params)
