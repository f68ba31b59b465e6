"""GMX, web.de, mail.com and IONOS: Exim's words, but the address in quotation marks and the reply without its code.

``SMTP error from remote server after RCPT command:`` is followed by ``host: name`` and the far server's words.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "gmx"
SIGNS = Signs(
    servers=("gmx.net", "gmx.com", "web.de", "mail.com", "kundenserver.de", "1and1.com", "ionos.com"),
    words=("SMTP error from remote server ", "The following address\nfailed:"),
)


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of GMX or IONOS reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "a sentence of GMX and IONOS")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
