"""Oracle Communications Messaging Server, formerly Sun's and iPlanet's: labelled lines, then the fields of RFC 3464.

``Recipient address:``, ``Original address:``, ``Reason:``, ``Diagnostic code:`` and ``Remote system:`` say for people
what the fields say; the final recipient may be an address of an inner host, the original one is what was written to.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "messaging-server"
SIGNS = Signs(words=("This report relates to a message you sent with the following header fields:",))


def claims(seen: Seen) -> Claim:
    """Its own sentence, below those who took it over with names of their own."""
    if says(seen, *SIGNS.words):
        claim = claimed(seen, "the sentence that Messaging Server starts with")
        return Claim(score=claim.score - 1, why=claim.why) if claim.score else claim
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
