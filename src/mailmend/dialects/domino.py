"""HCL Domino, formerly Lotus: ``was not delivered to:``, an address, ``because:``, a reason.

The reason is Domino's own (``User … not listed in Domino Directory``), in the language of the server; the same words
stand in the subject after "DELIVERY FAILURE:". Notes of the 1990s has a heading between dashes instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "domino"
SIGNS = Signs(
    words=("was not delivered to:", "------- Failure Reasons  --------"),
    patterns=("DELIVERY (?:FAILURE|REPORT):",),
)


def claims(seen: Seen) -> Claim:
    """The subject that Domino writes, its sentence, or the heading of old Notes servers."""
    if seen.value("Subject").startswith(("DELIVERY FAILURE:", "DELIVERY REPORT:")):
        return claimed(seen, "the subject of Domino")
    if says(seen, *SIGNS.words):
        return claimed(seen, "a sentence of Domino")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
