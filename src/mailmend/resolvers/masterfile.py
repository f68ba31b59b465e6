"""Master files (RFC 1035 §5.1) as a sequence of records and ``;!`` directives, each with its line.

``$INCLUDE`` and ``$GENERATE`` are refused: a world is what stands in its file. Whatever is not well formed ends in
one :class:`WorldError` that names file and line; sizes are bounded, so that a hostile file ends quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from mailmend.errors import WorldError
from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.resolvers.names import MAX_NAME, Labels, labels_of, wire_length
from mailmend.resolvers.rdata import MalformedError, Value, quoted, read_rdata, seconds, unescape

MAX_LINE = 300_000  # the longest that one record can be, every byte of it escaped
MAX_WORDS = 4096
MAX_WORDS_IN_ALL = 2_000_000

_TOKEN = pattern(r'[ \t\r\f\v]+|;.*|[()]|"(?:[^"\\]|\\.)*"|(?:[^ \t\r\f\v;"()\\]|\\.)+', re.DOTALL)
_CLASSES = frozenset({"IN", "CH", "HS", "CS"})
_TYPE = pattern(r"[A-Za-z][A-Za-z0-9-]{0,19}")


@frozen
class MasterRecord:
    """One resource record; ``ttl`` in seconds, None where the file says none; ``value`` as in ``Answer.data``."""

    line: int
    owner: Labels
    ttl: int | None
    type: str
    value: Value


@frozen
class Directive:
    """One ``;!`` line: its first word, the others as written, and the whole rest for what is not made of words."""

    line: int
    word: str
    arguments: tuple[str, ...]
    rest: str
    origin: Labels


class MasterFile:
    """A master file being read: the origin, default TTL and owner that the next line inherits."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._origin: Labels = ()
        self._default_ttl: int | None = None
        self._last_ttl: int | None = None
        self._owner: Labels | None = None
        self._line = 0
        self._read = 0

    def entries(self) -> Iterator[MasterRecord | Directive]:
        """Every record and directive in the order of the file. Raises WorldError."""
        for line, indented, words, rest in self._logical_lines():
            self._line = line
            try:
                if rest is not None:
                    yield self._directive(rest)
                elif words and words[0].startswith("$") and not indented:
                    self._control(words)
                elif words:
                    yield self._record(words, indented=indented)
            except MalformedError as fault:
                self._fail(str(fault))

    def _logical_lines(self) -> Iterator[tuple[int, bool, list[str], str | None]]:
        """Lines with parentheses joined, as (line, starts with a blank, words, rest of a directive)."""
        depth = 0
        start, indented, words = 0, False, list[str]()
        for number, raw in enumerate(self._text.split("\n"), 1):
            self._line = number
            if depth == 0:
                start, indented, words = number, raw[:1].isspace(), []
                directive = raw.lstrip()
                if directive.startswith(";!"):
                    yield number, False, words, directive[2:]
                    continue
            for word in self._words(raw):
                if word in "()":
                    depth += 1 if word == "(" else -1
                    if depth < 0:
                        self._fail("a ) without its (")
                else:
                    words.append(word)
            if len(words) > MAX_WORDS:
                self._fail(f"more than {MAX_WORDS} words in one record")
            if depth == 0:
                yield start, indented, words, None
        if depth:
            self._line = start
            self._fail("a ( without its )")

    def _words(self, raw: str) -> Iterator[str]:
        """The words of one line: parentheses, quoted strings with their quotes, and all else, escapes untouched."""
        if len(raw) > MAX_LINE:
            self._fail(f"a line of more than {MAX_LINE} characters")
        position = 0
        while position < len(raw):
            token = _TOKEN.match(raw, position)
            if token is None:
                fault = "a quoted string without its end" if raw[position] == '"' else "a \\ with nothing after it"
                self._fail(fault)
            position = token.end()
            if token[0][0] not in " \t\r\f\v;":
                self._read += 1
                yield token[0]
        if self._read > MAX_WORDS_IN_ALL:
            self._fail(f"more than {MAX_WORDS_IN_ALL} words")

    def _control(self, words: list[str]) -> None:
        """RFC 1035 §5.1 ($ORIGIN), RFC 2308 §4 ($TTL)."""
        name, arguments = words[0].upper(), words[1:]
        if name == "$ORIGIN" and len(arguments) == 1:
            self._origin = self._name(arguments[0])
        elif name == "$TTL" and len(arguments) == 1:
            self._default_ttl = seconds(arguments[0])
        elif name in ("$INCLUDE", "$GENERATE"):
            self._fail(f"{name} is refused: a world is what stands in its own file")
        else:
            self._fail(f"{quoted(words[0])} is not $ORIGIN NAME or $TTL SECONDS")

    def _directive(self, rest: str) -> Directive:
        word, after = (*rest.split(None, 1), "", "")[:2]
        # A JSON argument is not made of words; whoever knows the directive reads the rest itself.
        arguments = () if word.lower() == "answer" else tuple(self._words(after))
        return Directive(
            line=self._line, word=word.lower(), arguments=arguments, rest=after.strip(), origin=self._origin
        )

    def _record(self, words: list[str], *, indented: bool) -> MasterRecord:
        """RFC 1035 §5.1: ``[owner] [TTL] [class] type RDATA``, TTL and class in either order."""
        rest = list(words)
        if not indented:
            self._owner = self._name(rest.pop(0))
        if self._owner is None:
            self._fail("the first record has no owner name")
        ttl = self._ttl_and_class(rest)
        if not rest or not _TYPE.fullmatch(rest[0]):
            self._fail(f"a record type is expected, not {quoted(rest[0]) if rest else 'the end of the line'}")
        rtype = rest.pop(0).upper()
        value = read_rdata(rtype, rest, self._name)
        return MasterRecord(line=self._line, owner=self._owner, ttl=ttl, type=rtype, value=value)

    def _ttl_and_class(self, rest: list[str]) -> int | None:
        """Take TTL and class off the front of ``rest``; the TTL that holds, None where the file never says one."""
        stated = None
        seen_class = False
        while rest:
            if rest[0].upper() in _CLASSES and not seen_class:
                seen_class = True
                if rest.pop(0).upper() != "IN":
                    self._fail("only class IN is understood")
            elif rest[0][0].isdigit() and stated is None:
                stated = seconds(rest.pop(0))
            else:
                break
        if stated is not None:
            self._last_ttl = stated
            return stated
        # RFC 2308 §4: $TTL where there is one; else RFC 1035 §5.1: the last explicitly stated value.
        return self._default_ttl if self._default_ttl is not None else self._last_ttl

    def _name(self, word: str) -> Labels:
        return absolute(word, self._origin)

    def _fail(self, fault: str) -> NoReturn:
        raise WorldError("{path}:{line}: {fault}", path=self._path, line=self._line, fault=fault)


def absolute(word: str, origin: Labels) -> Labels:
    """The name that ``word`` spells, completed by ``origin`` where it is relative. Raises MalformedError."""
    if word == "@":
        return origin
    labels = labels_of(word) if word[:1] != '"' else None
    if labels is not None and not _ends_with_dot(word):
        labels = labels + origin
    if labels is None or wire_length(labels) > MAX_NAME:
        raise MalformedError(f"{quoted(word)} is not a domain name")
    return labels


def _ends_with_dot(word: str) -> bool:
    """Whether the last dot is a separator: an odd number of backslashes before it would make it part of the label."""
    before = word[:-1]
    return word.endswith(".") and (len(before) - len(before.rstrip("\\"))) % 2 == 0


def decoded(word: str) -> str:
    """The text that a word of a directive spells, escapes resolved. Raises MalformedError."""
    return unescape(word).decode("utf-8", "surrogateescape")
