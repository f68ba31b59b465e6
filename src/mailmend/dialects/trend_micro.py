"""Trend Micro: InterScan's transcript ``Sent <<< …`` and ``Received >>> …``, with the arrows the other way round.

Hosted Email Security and Email Security send Postfix's reports from their own servers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "trend-micro"
SIGNS = Signs(
    servers=("trendmicro.com", "trendmicro.eu", "in.hes.trendmicro.com"),
    words=("Sent <<< ", "InterScan Messaging Security"),
)


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Trend Micro reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the transcript of InterScan")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
