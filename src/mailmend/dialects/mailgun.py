"""Mailgun: plain reports by RFC 3464 to the reverse-path where a domain asks for them; mostly it sends events.

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "mailgun"
SIGNS = Signs(servers=("mailgun.org", "mailgun.net", "mailgun.com"))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Mailgun reports")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
