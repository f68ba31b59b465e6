"""sendmail: the addresses with fatal errors, then the transcript of the session; the fields of RFC 3464 since 8.8.

The fields carry only the first line of a reply, the transcript the whole of it. Releases before 8 have the transcript
alone, sometimes without an angle bracket around the address.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "sendmail"
SIGNS = Signs(words=("----- Transcript of session follows -----", "----- The following addresses had "))


def claims(seen: Seen) -> Claim:
    """Its headings between dashes."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "a heading of sendmail")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
