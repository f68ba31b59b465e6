"""Twilio SendGrid: plain reports by RFC 3464, mostly without Remote-MTA and enhanced status code."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "sendgrid"
SIGNS = Signs(
    servers=("sendgrid.net", "sendgrid.com"),
    words=("This is an automatically generated message from SendGrid",),
)


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of SendGrid reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence of SendGrid")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
