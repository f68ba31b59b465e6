"""Tables of deliveries: CSV or tabs, whose first line names the columns, as services and servers export them.

PowerMTA's accounting file (``type,timeLogged,…,dsnDiag,dsnMta``: its user's guide, read 2026-11) is one; the exports of
sending services and what people keep in a spreadsheet are others.

*unverified*: written from the documentation, no table of our own was seen.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from mailmend.dialects.reading import Claim, Place, Seen, notification
from mailmend.dialects.reading.logs import MOST_LINES
from mailmend.dialects.reading.named import Named, names_deliveries, told_by
from mailmend.model import Basis, Notification, Original

NAME = "table"
AT_MOST = 45

_SEPARATORS = (",", "\t", ";", "|")
_LONGEST_HEAD = 4_000
_FEWEST = 3


def claims(seen: Seen) -> Claim:
    """A first line with the names of columns, and a line below it that tells of a failure."""
    if seen.part is None and any(True for _ in islice(_failures(seen), 1)):
        return Claim(score=45, why="a table with the columns of deliveries")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each line that tells of a delivery."""
    for named, place in islice(_failures(seen), MOST_LINES):
        told = Original(
            message_id=named.message_id,
            mail_from=named.sender,
            mail_from_basis=Basis.STATED if named.sender else None,
            subject=named.subject,
        )
        yield notification(seen, NAME, (named.attempt(place),), kind=named.kind, told=told)


def _failures(seen: Seen) -> Iterator[tuple[Named, Place]]:
    value = seen.text.value
    start = len(value) - len(value.lstrip("\ufeff \t\n"))
    head = value[start : start + _LONGEST_HEAD].partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    columns = next(csv.reader((head,), delimiter=separator), [])
    if len(columns) < _FEWEST or not names_deliveries(columns):
        return
    position = start + len(head) + 1
    for row, length in _rows(value[position:], separator):
        named = told_by(zip(columns, row, strict=False))
        if named.kind:
            yield named, Place(seen.text, position, position + length)
        position += length


def _rows(value: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Every row with the length of the text that it was read from; a cell in quotation marks may hold line ends."""
    lines = io.StringIO(value)
    reader = csv.reader(lines, delimiter=separator)
    at = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            return
        if row is None:
            return
        here = lines.tell()
        yield row, here - at
        at = here
