"""MailMarshal (Marshal, Trustwave): the refused message's sender and subject, then the reply, then who was affected.

The recipients stand after the reply, below "The following recipients were affected".

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "mailmarshal"
SIGNS = Signs(words=("The following recipients were affected:",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "a heading of MailMarshal")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
