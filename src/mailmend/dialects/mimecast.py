"""Mimecast: plain reports by RFC 3464; a refusal of its own ends with a link to its help pages."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "mimecast"
SIGNS = Signs(servers=("mimecast.com",), words=("mimecast.com/knowledge", "community.mimecast.com"))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Mimecast reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "a link to the help of Mimecast")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
