"""Dialects: who writes bounces how. One file is one dialect; found by walking this folder, the highest claim wins."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from mailmend.dialects.reading import Claim, Seen, see
from mailmend.model import Kind, Notification, Source

# How deep a bounce may lie in messages that were forwarded as attachments.
_DEEPEST = 4


class Dialect(Protocol):
    """What a file in this folder offers."""

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
    claims = ((dialect, dialect.claims(seen)) for dialect in all_dialects())
    dialect, claim = max(claims, key=lambda pair: pair[1].score)
    if claim.score > 0:
        yield from dialect.read(seen)
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
