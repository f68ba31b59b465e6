"""fml, the mailing list manager: a post that it does not take comes back with the list's name in a sentence.

Its mails have a field ``X-MLServer: fml [...]``. Below the sentence stands how to get help, with the address for that.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects import text_report
from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "fml"
SIGNS = Signs(fields=("x-mlserver",))
_REFUSED = ("You are not a member of this mailing list", "is not a member of this mailing list")


def claims(seen: Seen) -> Claim:
    """Its field and its sentence: fml answers requests for help with the same field."""
    if seen.value("X-MLServer").lower().startswith("fml") and says(seen, *_REFUSED):
        return Claim(score=60, why="the field and a sentence of fml")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield text_report.notification_of(seen, NAME)
