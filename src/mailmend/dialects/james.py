"""Apache James: qmail's greeting in James's name, then ``Failed recipient(s):`` and ``Error message:``.

The reply stands below the recipients, once for all of them (RemoteDelivery and DSNBounce mailets, james.apache.org).

*unverified*: written from what is known of it, no sample of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "james"
SIGNS = Signs(words=("This is the James mail server",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence that James starts with")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
