"""There is no such mailbox at the receiver.

What happened. The receiving server knows its domain and not the name in front of the @ sign: misspelt, deleted, or
never there. A directory that the server cannot read looks the same.

Why receivers do this. Mail for nobody cannot be delivered; refusing at once tells the sender so.

How mailmend knows. From the far server's words and code. Where the domain is one slip away from one that the sender
writes to, or from a large mail provider's, and that other one accepts mail, it asks whether that was meant.

How to mend it. Correct the address. Outlook remembers wrong addresses: delete the suggestion before typing it again.
If the address is right, ask the recipient by another channel; their administrator must look why it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-002"
WORDS = {
    "title": "There is no mailbox {recipient} at the receiver",
    "title.unnamed": "There is no such mailbox at the receiver",
    "title.meant": "There is no mailbox {recipient} at the receiver; perhaps {meant} was meant",
    "happened": "There is no mailbox {recipient} at the receiver. This has nothing to do with DNS: do not change DNS.",
    "happened.unnamed": "There is no such mailbox at the receiver. This has nothing to do with DNS: do not change DNS.",
    "title.ambiguous": "Several mailboxes of the receiver fit the address",
    "happened.ambiguous": "Several mailboxes of the receiver fit the address, so it takes the message for none. This "
    "has nothing to do with DNS: do not change DNS.",
    "do.ambiguous": "Write the whole address, as the recipient gives it; their administrator can make it unique.",
    "do": "Check the spelling of the address. If it is right, ask the recipient by another channel: the mailbox may "
    "have been deleted or renamed.",
    "do.retried": "Check the spelling of the address. The sending server tries again by itself for some days.",
    "do.meant": "Check the spelling of the address: did you mean {meant}?",
}
EXAMPLE = Story(
    bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table"
)
NEAR_MISS = Story(bounce="550 5.2.1 <anna@fabrikam.example>: This mailbox is disabled, not accepting messages")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server does not know the recipient."""
    if not _refusal.refused_for(evidence, Category.RECIPIENT_UNKNOWN):
        return
    recipient = evidence.attempt.recipient or ""
    place = evidence.destination
    meant = f"{recipient.rpartition('@')[0]}@{place.meant}" if place and place.meant and recipient else ""
    if any(mark in _refusal.words(evidence) for mark in ("not unique", "ambiguous", "several matches")):
        variant = "ambiguous"
    else:
        variant = "meant" if meant else "" if recipient else "unnamed"
    yield _refusal.cause(
        evidence,
        CODE,
        variant or _refusal.state(evidence),
        params=phrase(CODE, recipient=recipient, meant=meant).params,
        cites=(_cites.dns(place.meant_mx),) if meant and place and place.meant_mx else (),
    )
