"""Exchange Server, 5.5 to 2019: three text forms over the years, whatever the language.

5.5 writes ``address on date``, a sentence and ``MSEXCH:IMS:…`` with a number; 2000 and 2003 the same with
``<host #5.1.1 smtp;550 …>``; since 2007 a server and a line ``#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##``
stand below a translated heading. From 2000 on the fields of RFC 3464 are there too, often without a Diagnostic-Code.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "exchange-server"
SIGNS = Signs(
    words=("MSEXCH:", "#SMTP#", " RESOLVER.", "did not reach the following recipient(s):"),
    fields=("content-class",),
)


def claims(seen: Seen) -> Claim:
    """What only Exchange writes in any language: its numbers, its resolver's names, the class of its messages."""
    if seen.value("Content-Class").strip().lower() == "urn:content-classes:dsn":
        return claimed(seen, "the content class of Exchange's reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "words that Exchange writes in any language")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
