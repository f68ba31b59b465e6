"""MessageLabs, later Symantec and Broadcom Email Security.cloud: "Reason:" and a reply, then the fields of RFC 3464."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "messagelabs"
SIGNS = Signs(servers=("messagelabs.com",), words=("This is the mail delivery agent at ",))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of MessageLabs reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence that MessageLabs starts with")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
