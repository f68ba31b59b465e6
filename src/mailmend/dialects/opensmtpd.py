"""OpenSMTPD (smtpd(8)): an indented greeting, then a line ``address: reply`` for each recipient.

Its later releases add the fields of RFC 3464, which then say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "opensmtpd"
SIGNS = Signs(words=("This is the MAILER-DAEMON, please DO NOT REPLY to this",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the greeting of OpenSMTPD")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
