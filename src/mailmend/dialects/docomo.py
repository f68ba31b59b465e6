"""NTT docomo: reports by RFC 3464 whose reply ``550 Unknown user`` comes after DATA.

It hides whether the address does not exist or its owner's filter refuses.

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "docomo"
SIGNS = Signs(servers=("docomo.ne.jp",))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of docomo reports")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
