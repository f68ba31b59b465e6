"""PowerMTA: ``Hello, this is the mail server on …`` and the fields of RFC 3464 with some of its own.

``X-PowerMTA-BounceCategory`` is its own guess at the cause; nothing is concluded from it here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "powermta"
SIGNS = Signs(words=("Hello, this is the mail server on ",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the greeting of PowerMTA")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
