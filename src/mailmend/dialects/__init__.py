"""Dialects: who writes bounces how. One file is one dialect; found by walking this folder, the highest claim wins."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from heapq import heappop, heappush
from importlib import import_module
from typing import Protocol, cast

from mailmend.dialects.reading import Claim, Seen, see
from mailmend.model import Kind, Notification, Source

# How deep a bounce may lie in messages that were forwarded as attachments.
_DEEPEST = 4


class Dialect(Protocol):
    """What a file in this folder offers.

    One whose claims never score more than ``AT_MOST`` says so, and is not asked where another's claim is higher. It
    stands for what is found only by reading a text: nobody waits for that where a report says what it is.
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
    yield from _read(see(source), _DEEPEST)


def _read(seen: Seen, deeper: int) -> Iterator[Notification]:
    for dialect in _claiming(seen):
        found = False
        for notification in dialect.read(seen):
            found = True
            yield notification
        # A damaged report may be claimed and hold nothing: then the next one reads.
        if found:
            return
    # Nothing is reported here, but a bounce may be attached to this message as it was received.
    for attached in seen.attached() if deeper else ():
        inside = [found for found in _read(attached, deeper - 1) if found.kind is not Kind.NONE]
        if inside:
            yield from inside
            return
    yield Notification(
        source=seen.source.name,
        index=seen.source.index,
        date=seen.date,
        headers=seen.headers,
    )


def _claiming(seen: Seen) -> Iterator[Dialect]:
    """The dialects that claim ``seen``, the highest claim first, of equal ones the first by its name."""
    claims: list[tuple[int, int, Dialect]] = []
    for most, index, dialect in _by_reach():
        while claims and -claims[0][0] > most:
            yield heappop(claims)[2]
        score = dialect.claims(seen).score
        if score > 0:
            heappush(claims, (-score, index, dialect))
    while claims:
        yield heappop(claims)[2]


@cache
def _by_reach() -> tuple[tuple[int, int, Dialect], ...]:
    """Every dialect with the highest score that it can claim and its place by name, the highest first."""
    known = ((getattr(dialect, "AT_MOST", 100), index, dialect) for index, dialect in enumerate(all_dialects()))
    return tuple(sorted(known, key=lambda each: (-each[0], each[1])))
