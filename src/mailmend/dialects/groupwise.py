"""Novell GroupWise Internet Agent: a line ``address (reason)`` for each recipient, no reply of the far server.

The reason in brackets is GroupWise's own word (``user not found``, ``mailbox full``); codes come only with the fields
of RFC 3464, which newer releases send.

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "groupwise"
SIGNS = Signs(words=("The message that you sent was undeliverable to the following:",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence that GroupWise starts with")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
