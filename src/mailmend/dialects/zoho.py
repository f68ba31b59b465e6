"""Zoho Mail: Exim's greeting, then ``address reason, ERROR_CODE :550, ERROR_CODE :5.1.1 …``, often base64 in one line.

``[Status: Error, Address: <…>, ResponseCode 421, , Host not reachable.]`` is its other form.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "zoho"
SIGNS = Signs(servers=("zoho.com", "zoho.eu", "zoho.in", "zohomail.com"), words=("ERROR_CODE :", "ResponseCode "))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Zoho reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the codes as Zoho writes them")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
