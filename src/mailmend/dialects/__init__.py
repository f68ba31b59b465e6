"""Dialects: who writes bounces how. One file is one dialect; found by walking this folder, the highest claim wins."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from heapq import heappop, heappush
from importlib import import_module
from typing import Protocol, cast

from mailmend.dialects.reading import Claim, Seen, see
from mailmend.dialects.reading.divided import divided
from mailmend.dialects.reading.forwarded import forwarded, is_notice, reports
from mailmend.dialects.reading.misread import mended
from mailmend.dialects.reading.signs import Index
from mailmend.model import Kind, Notification, Source

# How deep a bounce may lie in messages that were forwarded as attachments.
_DEEPEST = 4
# Nobody makes a picture of more.
_LONGEST_PASTE = 20_000


class Dialect(Protocol):
    """What a file in this folder offers.

    One that never claims where certain signs are missing names them in ``SIGNS`` (:class:`Signs`), and is not asked
    without one of them. One whose claims never score more than ``AT_MOST`` says so, and is not asked where another's
    claim is higher: it stands for what is found only by reading a text, and nobody waits for that where a report says
    what it is.
    """

    NAME: str
    claims: Callable[[Seen], Claim]
    read: Callable[[Seen], Iterator[Notification]]


@cache
def all_dialects() -> tuple[Dialect, ...]:
    """Every dialect in this folder, by file name; the order decides nothing."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
    return tuple(cast(Dialect, import_module(f"{__name__}.{name}")) for name in names)


def read(source: Source) -> Iterator[Notification]:
    """Every notification in ``source``, one at a time; at least one, of kind ``none`` where nothing is reported.

    Reads any bytes and never raises. Only the first 25 MB of a message are read.
    """
    yield from _read(_whole(see(source)), _DEEPEST)


def _whole(seen: Seen) -> Seen:
    """A paste may have been read from a picture; its codes are mended where they were misread."""
    if seen.part is not None or len(seen.text.value) > _LONGEST_PASTE:
        return seen
    text = mended(seen.text)
    return seen if text is seen.text else replace(seen, texts=(text,))


def _read(seen: Seen, deeper: int) -> Iterator[Notification]:
    pieces = list(reports(seen))
    if pieces:
        for piece in pieces:
            yield from _claimed(piece)
        return
    several = _several(seen)
    if several:
        yield from several
        return
    # What a notice quotes is what came back; what anybody else forwards is what he asks about.
    inside = partial(_inside, deeper=deeper)
    for read_by in (_claimed, inside) if is_notice(seen) else (inside, _claimed):
        read_any = False
        for notification in read_by(seen):
            read_any = True
            yield notification
        if read_any:
            return
    yield Notification(
        source=seen.source.name,
        index=seen.source.index,
        date=seen.date,
        headers=seen.headers,
        decoded=seen.source.decoded,
    )


def _several(seen: Seen) -> list[Notification]:
    """What the pieces of a paste report, where two of them or more tell of different recipients; else nothing."""
    found = [each for piece in divided(seen) for each in _claimed(piece) if each.failed]
    told = [each for each in found if any(tried.recipient and (tried.reply or tried.status) for tried in each.attempts)]
    recipients = {tuple(tried.recipient for tried in each.attempts) for each in told}
    return told if 1 < len(recipients) == len(told) else []


def _claimed(seen: Seen) -> Iterator[Notification]:
    """What the dialect with the highest claim reads. Where that is nothing (the report is damaged) the next one reads.

    A bounce that names neither an address nor a code is nothing as long as another dialect reads more.
    """
    vague = list[Notification]()
    for dialect in _claiming(seen):
        read_any = False
        for notification in dialect.read(seen):
            if notification.kind is Kind.BOUNCE and not notification.attempts:
                vague.append(notification)
                continue
            read_any = True
            yield notification
        if read_any:
            return
    yield from vague[:1]


def _inside(seen: Seen, deeper: int) -> Iterator[Notification]:
    """What is reported by the messages that this one forwards, attached or inline."""
    attached = False
    for each in seen.attached() if deeper else ():
        for found in _read(each, deeper - 1):
            if found.kind is not Kind.NONE:
                attached = True
                yield found
    if deeper and not attached:
        yield from (found for each in forwarded(seen) for found in _claimed(each) if found.failed)


def _claiming(seen: Seen) -> Iterator[Dialect]:
    """The dialects that claim ``seen``, the highest claim first, of equal ones the first by its name."""
    claims: list[tuple[int, int, Dialect]] = []
    known, index_of_signs = _by_reach()
    for most, index, dialect in (known[at] for at in index_of_signs.shown(seen)):
        while claims and -claims[0][0] > most:
            yield heappop(claims)[2]
        score = dialect.claims(seen).score
        if score > 0:
            heappush(claims, (-score, index, dialect))
    while claims:
        yield heappop(claims)[2]


@cache
def _by_reach() -> tuple[tuple[tuple[int, int, Dialect], ...], Index]:
    """Every dialect with the highest score that it can claim and its place by name, the highest first; their signs."""
    known = ((getattr(dialect, "AT_MOST", 100), index, dialect) for index, dialect in enumerate(all_dialects()))
    reach = tuple(sorted(known, key=lambda each: (-each[0], each[1])))
    return reach, Index(getattr(dialect, "SIGNS", None) for _, _, dialect in reach)
