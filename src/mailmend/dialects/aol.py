"""AOL: Postfix's reports from its own hosts; with Yahoo's replies since both share their servers."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "aol"
SIGNS = Signs(servers=("aol.com",))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of AOL reports")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
