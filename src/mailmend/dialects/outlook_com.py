"""Outlook.com, formerly Hotmail: reports by RFC 3464 from its own hosts, in the words of Windows' SMTP service.

Today its servers are those of Exchange Online and report in that dialect.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "outlook-com"
SIGNS = Signs(servers=("hotmail.com", "outlook.com", "live.com", "msn.com"))


def claims(seen: Seen) -> Claim:
    """A server of Hotmail reports."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Outlook.com reports")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
