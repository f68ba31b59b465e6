"""Cisco Secure Email, formerly IronPort: its own code and phrase around the far server's reply.

``5.1.0 - Unknown address error 550-'5.1.1 no such user' (delivery attempts: 0)``: the words before the quotation are
the gateway's classification, those inside it the far server's (AsyncOS user guide, "Bounce profiles").

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "cisco"
SIGNS = Signs(servers=("iphmx.com",), words=("was undeliverable.\nThe reason for the problem:",))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a gateway of Cisco reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentences of AsyncOS")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
