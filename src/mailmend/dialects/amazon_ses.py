"""Amazon SES and WorkMail: plain reports by RFC 3464, but with ``dsn`` for the type of the MTA's name.

``554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 …>`` is its own: the last reply stands inside.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "amazon-ses"
SIGNS = Signs(
    servers=("amazonses.com", "amazonaws.com"),
    words=("An error occurred while trying to deliver the mail to the following recipients",),
)


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Amazon SES reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence of Amazon SES")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
