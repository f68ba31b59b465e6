"""Whom to ask: of all dialects only those of which a sign is there, looked for in one go.

Sixty dialects that each search a mail for their own words take longer than to read it. So a dialect's file says in
``SIGNS`` without which it never claims, and all of these become a few tables. A sign claims nothing by itself: who has
one is asked, and looks closer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import re2

from mailmend.dialects.reading.seen import Seen
from mailmend.mail.fields import names

# Where the dialects look for their words: says() in the beginning, others as far as words for people go.
_BEGINNING = 4_000
_LONGEST = 100_000


class Form(StrEnum):
    """What an input is, whoever wrote it; it may be several."""

    MAIL = "mail"
    REPORT = "report"
    EVENT = "event"


class Signs(NamedTuple):
    """What an input of one dialect has at least one of.

    ``words`` stand, letter for letter, in the From field, the subject, the first text or the beginning of the second,
    and so do ``patterns``, in RE2's syntax. ``servers`` are domains, one of which the reporting MTA is in (RFC 3464
    §2.2.2), ``fields`` names in the header or in that of the message that came back, ``types`` media types of the
    message or of a part right below it: these three in lower case.
    """

    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()


class Index:
    """The signs of all dialects; they are known by their places in ``all_signs``. None: it is always asked."""

    def __init__(self, all_signs: Iterable[Signs | None]) -> None:
        known = list(enumerate(all_signs))
        self._always = frozenset(at for at, signs in known if signs is None)
        given = [(at, signs) for at, signs in known if signs is not None]
        self._servers = _table((at, signs.servers) for at, signs in given)
        self._fields = _table((at, signs.fields) for at, signs in given)
        self._types = _table((at, signs.types) for at, signs in given)
        self._forms = _table((at, signs.forms) for at, signs in given)
        self._words = [(word, at) for at, signs in given for word in signs.words]
        self._patterns = [(pattern, at) for at, signs in given for pattern in signs.patterns]
        self._labels = max((domain.count(".") + 1 for domain in self._servers), default=0)

    def shown(self, seen: Seen) -> list[int]:
        """The dialects of which ``seen`` shows a sign, in order."""
        found = set(self._always)
        for form in _forms(seen):
            found |= self._forms.get(form, _NOBODY)
        for table, present in ((self._fields, names(seen.headers)), (self._fields, names(seen.returned))):
            for name in table.keys() & present:
                found |= table[name]
        for part in (seen.part, *seen.part.children) if seen.part else ():
            found |= self._types.get(part.media_type, _NOBODY)
        labels = seen.reporter.split(".")[-self._labels :]
        for first in range(len(labels)):
            found |= self._servers.get(".".join(labels[first:]), _NOBODY)
        words = _words(seen)
        # Letter for letter one after the other: a set of them all in RE2 is slower, its table is too large for caches.
        found.update([at for word, at in self._words if word in words])
        # RE2 takes UTF-8, which has no lone surrogates.
        found.update(self._patterns[index][1] for index in self._set.Match(words.encode("utf-8", "replace")) or ())
        return sorted(found)

    @cached_property
    def _set(self) -> Any:  # noqa: ANN401 - re2 comes without types
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = 32 << 20
        compiled = re2.Set.SearchSet(options)
        for pattern, _ in self._patterns:
            compiled.Add(pattern)
        compiled.Compile()
        return compiled


_NOBODY: frozenset[int] = frozenset()


def _table(signs: Iterable[tuple[int, Iterable[str]]]) -> Mapping[str, set[int]]:
    """The dialects that have each sign."""
    table: dict[str, set[int]] = {}
    for at, each in signs:
        for sign in each:
            table.setdefault(sign, set()).add(at)
    return table


def _forms(seen: Seen) -> Iterable[Form]:
    if seen.part is not None:
        yield Form.MAIL
    if seen.report is not None:
        yield Form.REPORT
    if seen.text.value[:200].lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        yield Form.EVENT


def _words(seen: Seen) -> str:
    """What is searched; a paste is searched wholly, because logs are long."""
    words = seen.text.value
    if seen.part is not None:
        second = seen.texts[1].value[:_BEGINNING] if len(seen.texts) > 1 else ""
        words = f"{seen.value('From')}\n{seen.value('Subject')}\n{words[:_LONGEST]}\n{second}"
    return words
