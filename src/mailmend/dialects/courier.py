"""Courier: ``This is a delivery status notification from …, running the Courier mail server``, then a transcript.

Each recipient's paragraph names the far server, then what was sent (``>>>``) and what came back (``<<<``); newer
releases carry the fields of RFC 3464 as well (the templates of courier(8)).

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "courier"
SIGNS = Signs(words=("running the Courier mail server",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence that Courier starts with")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
