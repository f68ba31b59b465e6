"""What servers mean by their replies: patterns of words and tables of codes, one file for each who speaks.

The meaning of a reply comes from who says it, the code and the words together, never from the code alone: 5.7.27 is
SPF at Google and a null MX in the IANA registry.

Which of several fitting rows wins is decided by these rules, in this order, and never by the order of files:

1. words of the receiver that is known to speak;
2. words, whoever speaks;
3. a code in the table of the receiver that is known to speak;
4. a code of the IANA registry that names one thing (X.1.1, X.2.2, X.7.25, …);
5. weak words, which hint only (``weak`` in the file: "local policy", "access denied"), those of the receiver that is
   known to speak first;
6. single telling words in a reply with a code (``keyword`` in the file: "certificate", "quota");
7. a code that means almost anything (X.7.1, X.1.0, 552: ``weak`` in the file).

Within one rank a row bound to codes wins over one that is not, then the row that covers more of the reply's words,
then the row that stands first by its id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import re2

from mailmend.frozen import frozen
from mailmend.knowledge.facts import Table, noun
from mailmend.knowledge.names import Globs
from mailmend.model import Category, Owner, Subtype
from mailmend.pattern import pattern


@frozen
class Meaning:
    """One row of a receiver's file: what a reply means, and from where that is known.

    ``match`` is an RE2 pattern over the reply's words as :func:`words` makes them, None in a table of codes; ``codes``
    are enhanced status codes (``X`` for any class, ``X.7.606-649`` for a range) or reply codes. ``only`` rows count
    only where the receiver is known to speak; a ``wrapper`` quotes another server, whose words come first; a
    ``keyword`` row is looked for only where nothing better fits and there is a code: in a sentence without one the same
    words tell nothing; the first of the file that fits is taken. ``owner`` is None where the category's default holds.
    ``example`` must be understood by this row, ``near`` must not.
    """

    id: str
    receiver: str
    category: Category
    means: str
    source: str
    date: date
    evidence: str
    subtype: Subtype | None = None
    owner: Owner | None = None
    match: str | None = None
    codes: tuple[str, ...] = ()
    weak: bool = False
    keyword: bool = False
    only: bool = False
    wrapper: bool = False
    example: str = ""
    near: str = ""


@frozen
class Receiver:
    """Who speaks: recognised by its host names, marks in its words, the dialect of its reports, or its own addresses.

    ``recipients`` are domains for which nobody else speaks.
    """

    id: str
    name: str
    hosts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


class Replies:
    """All rows, compiled into one set that finds every fitting one in a single linear pass (RE2)."""

    def __init__(self, files: Mapping[str, Table]) -> None:
        self.receivers = tuple(_receiver(id, facts) for id, facts in sorted(files.items()))
        self._rows = tuple(row for id, facts in sorted(files.items()) for row in _rows(id, facts))
        self._worded = tuple(row for row in self._rows if "match" in row.facts and not row.facts.get("keyword"))
        self._keywords = tuple(row for row in self._rows if row.facts.get("keyword"))
        self._tabled = _by_code(row for row in self._rows if "match" not in row.facts)
        self._last: _Heard | None = None

    @property
    def rows(self) -> tuple[Meaning, ...]:
        """Every row of every file."""
        return tuple(row.meaning for row in self._rows)

    def meaning(
        self, said: str, status: str | None = None, reply: str | None = None, speakers: Iterable[str] = ()
    ) -> Meaning | None:
        """What ``said`` means with its enhanced status code and reply code, None where no row fits.

        ``speakers`` are the ids of the receivers known to speak (:meth:`speakers`).
        """
        known, heard = frozenset(speakers), self._heard(said)
        codes = tuple(code for code in (status, reply) if code)
        found = [row for row in heard.rows if _holds(row, codes, known)]
        tabled = (row.meaning for spelt in _spellings(codes) for row in self._tabled.get(spelt, ()))
        found += [row for row in tabled if _speaks(row, known)]
        if codes and all(row.match is None and row.weak for row in found):
            found = self._by_keyword(heard.plain) or found
        if len(found) < 2:
            return found[0] if found else None
        highest = max(_rank(row, known) for row in found)
        found = [row for row in found if _rank(row, known) == highest]
        if len(found) == 1:
            return found[0]
        lengths = [self._length(row, heard.plain) for row in found]
        longest = [row for row, length in zip(found, lengths, strict=True) if length == max(lengths)]
        # Of equals the one that stands first in its file: ids end in a number, and 9 stands before 10.
        return min(longest, key=lambda row: (row.receiver, len(row.id), row.id))

    def all_meanings(self, said: str, status: str | None = None) -> tuple[Meaning, ...]:
        """Every row whose words fit, whoever speaks: a refusal may name several failures. Single words do not count."""
        codes = (status,) if status else ()
        return tuple(row for row in self._heard(said).rows if _holds(row, codes, frozenset()))

    def speakers(
        self, said: str, host: str | None = None, dialect: str | None = None, recipient: str | None = None
    ) -> tuple[str, ...]:
        """The ids of the receivers known to speak.

        They are known by ``host`` (their server), by marks in what is ``said``, by the ``dialect`` of the report, or
        by the domain of the ``recipient``'s address.
        """
        known = set(self._heard(said).marked)
        known |= {id for _, id in self._by_host.fitting(host)} if host else set()
        known |= {id for _, id in self._by_recipient.fitting(recipient.rpartition("@")[2])} if recipient else set()
        known |= self._by_dialect.get(dialect, set()) if dialect else set()
        return tuple(sorted(known))

    def _heard(self, said: str) -> _Heard:
        """What stands in ``said``, found in one pass; the last words are remembered: of one reply much is asked."""
        last = self._last
        if last is None or last.said != said:
            last = self._last = self._hear(said)
        return last

    def _hear(self, said: str) -> _Heard:
        plain, first_mark = words(said), len(self._worded)
        found = self._set(plain)
        return _Heard(
            said=said,
            plain=plain,
            rows=tuple(self._worded[index].meaning for index in found if index < first_mark),
            marked=frozenset(self._marks[index - first_mark][1] for index in found if index >= first_mark),
        )

    def _by_keyword(self, plain: str) -> list[Meaning]:
        """The first row of single words that fits: words of one meaning stand in the file before ambiguous ones."""
        found = self._keyword_set(plain)
        return [self._keywords[min(found)].meaning] if found else []

    def _length(self, row: Meaning, plain: str) -> int:
        """How many characters of the words the row covers; the row of a table covers none."""
        if row.match is None:
            return 0
        pattern = self._patterns.get(row.id)
        if pattern is None:
            pattern = self._patterns[row.id] = re2.compile(row.match, self._longest)
        # Of ASCII as bytes: the module need not count characters then.
        found = pattern.search(plain.encode() if plain.isascii() else plain)
        return found.end() - found.start() if found else 0

    @cached_property
    def _patterns(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _longest(self) -> re2.Options:
        options = _options()
        options.longest_match = True
        return options

    @cached_property
    def _keyword_set(self) -> Callable[[str], list[int]]:
        return _compiled(row.facts["match"] for row in self._keywords)

    @cached_property
    def _set(self) -> Callable[[str], list[int]]:
        """The words of all rows, then the marks of all receivers."""
        patterns = [row.facts["match"] for row in self._worded]
        return _compiled((*patterns, *(mark for mark, _ in self._marks)))

    @cached_property
    def _marks(self) -> list[tuple[str, str]]:
        return [(mark, receiver.id) for receiver in self.receivers for mark in receiver.marks]

    @cached_property
    def _by_host(self) -> Globs[str]:
        return Globs((pattern, receiver.id) for receiver in self.receivers for pattern in receiver.hosts)

    @cached_property
    def _by_recipient(self) -> Globs[str]:
        return Globs((pattern, receiver.id) for receiver in self.receivers for pattern in receiver.recipients)

    @cached_property
    def _by_dialect(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for receiver in self.receivers:
            for dialect in receiver.dialects:
                found.setdefault(dialect, set()).add(receiver.id)
        return found


@frozen
class _Heard:
    """What stands in the words of one reply: the rows that fit, and the receivers whose marks do."""

    said: str
    plain: str
    rows: tuple[Meaning, ...]
    marked: frozenset[str]


def words(said: str) -> str:
    """The words of a reply in the form that patterns are written for: lower case, single spaces, no codes.

    Codes of continuation lines ("550-5.7.26 … 550 5.7.26 …") and the semicolons that Microsoft 365 puts for line
    breaks would stand in the middle of a sentence.
    """
    # RE2 takes UTF-8, which has no lone surrogates.
    sound = said[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    lowered = sound.lower().replace("\u2019", "'")
    parts = lowered.replace(";", " ").split()
    return " ".join(part for part in map(_codeless, parts) if part)


_LONGEST = 4000
_CODE = pattern(r"(?:[245]\d\d[- ]?)?(?:\(?#?[245]\.\d{1,3}\.\d{1,3}\)?[:,.]?)?", re.ASCII)


def _codeless(part: str) -> str:
    """``part`` without the code that it begins with: ``550-5.7.26`` and ``5.7.1`` are codes, ``550-please`` is not."""
    if not part[0].isdigit() and part[0] not in "#(":
        return part
    code = _CODE.match(part)
    end = code.end() if code else 0
    rest = part[end:]
    return rest if end and (not rest or not rest[0].isdigit()) and (not rest or part[end - 1] == "-") else part


def _receiver(id: str, facts: Table) -> Receiver:
    given = {key: facts[key] for key in ("name", "hosts", "marks", "dialects", "recipients") if key in facts}
    return noun(Receiver, given, id=id)


class _Row:
    """One row as its file has it. Of six hundred a bounce needs a few: it becomes a noun when it fits a reply."""

    def __init__(self, id: str, receiver: str, facts: Table) -> None:
        self.id, self.receiver, self.facts = id, receiver, facts

    @cached_property
    def meaning(self) -> Meaning:
        """The row as a noun."""
        facts = self.facts
        category, _, subtype = facts["category"].partition("/")
        return noun(
            Meaning,
            facts,
            id=self.id,
            receiver=self.receiver,
            category=Category(category),
            subtype=Subtype(subtype) if subtype else None,
            owner=Owner(facts["owner"]) if "owner" in facts else None,
        )


def _rows(id: str, facts: Table) -> Iterable[_Row]:
    """The rows of one file; source, date and evidence of the file hold where a row has none of its own."""
    origin = {key: facts[key] for key in ("source", "date", "evidence", "weak", "keyword") if key in facts}
    for kind in ("reply", "code"):
        for number, row in enumerate(facts.get(kind, ()), start=1):
            yield _Row(f"{id}/{kind}-{number}", id, {**origin, **row})


def _compiled(patterns: Iterable[str]) -> Callable[[str], list[int]]:
    options = _options()
    # Bytes instead of characters save a third of the time to compile; no pattern has a class beyond ASCII.
    options.encoding = re2.Options.Encoding.LATIN1
    found = re2.Set.SearchSet(options)
    for each in patterns:
        found.Add(each)
    found.Compile()
    return lambda text: found.Match(text) or []


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


def _by_code(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    table: dict[str, list[_Row]] = {}
    for row in rows:
        for code in row.facts["codes"]:
            for single in _expanded(code):
                table.setdefault(single, []).append(row)
    return table


def _expanded(code: str) -> Iterable[str]:
    """The single codes of ``X.7.606-649``; another code is itself."""
    head, _, last = code.rpartition(".")
    first, _, end = last.partition("-")
    return (f"{head}.{n}" for n in range(int(first), int(end) + 1)) if end else (code,)


def _spellings(codes: Iterable[str]) -> set[str]:
    """Each code, and with ``X`` for its class, which says only whether it is tried again (RFC 3463 §2)."""
    return {spelt for code in codes for spelt in (code, f"X{code[1:]}" if "." in code else code)}


def _holds(row: Meaning, codes: tuple[str, ...], known: frozenset[str]) -> bool:
    if row.only and row.receiver not in known:
        return False
    return not row.codes or any(not _spellings(codes).isdisjoint(_expanded(want)) for want in row.codes)


def _speaks(row: Meaning, known: frozenset[str]) -> bool:
    """Whether a table of codes holds: the IANA registry for everybody, any other for its own receiver only."""
    return row.receiver == _REGISTRY or row.receiver in known


_REGISTRY = "iana"


def _rank(row: Meaning, known: frozenset[str]) -> tuple[int, bool]:
    """The rank of a row (see above, highest first), and whether it is bound to codes."""
    spoken = row.receiver in known
    if row.match is None:
        return (1 if row.weak else 5 if spoken else 4), False
    return (6 if not row.weak else 2) + spoken, bool(row.codes)
