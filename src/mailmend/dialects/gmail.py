"""Gmail and Google Workspace: reports by RFC 3464 from googlemail.com; formerly "Technical details of … failure".

The old form has no fields: an indented address, then one sentence that quotes the far server's reply, whose code it
says twice (``550 550 5.1.1 …``) and which it ends with a state of its own (``(state 14)``).
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "gmail"
SIGNS = Signs(
    servers=("googlemail.com", "google.com"),
    words=("Technical details of permanent failure:", "Technical details of temporary failure:"),
)


def claims(seen: Seen) -> Claim:
    """Google's servers report, or one of the two sentences of the old form."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Google reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "a sentence of Gmail")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
