"""Barracuda: Postfix's reports from its gateways, and a notice of its own where its filter blocked a message.

The notice (``was blocked by our Spam Firewall``) tells the sender; it quotes no reply.

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "barracuda"
SIGNS = Signs(
    servers=("barracudanetworks.com", "cudasvc.com", "cudaops.com", "ess.barracuda.com"),
    words=("was blocked by our Spam Firewall", "blocked by our bulk email filter"),
)


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Barracuda reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "Barracuda's own notice")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
