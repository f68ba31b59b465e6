"""Header fields (RFC 5322 §2.2): found with their place, unfolded, encoded words (RFC 2047) undone."""

from __future__ import annotations

import binascii
import re
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from typing import Protocol, Self

from mailmend.mail.encoding import read_by
from mailmend.mail.origin import Origin, Received
from mailmend.pattern import pattern
from mailmend.span import Span

# Enough for any real message; hostile ones stop here.
MOST_FIELDS = 5_000
_LONGEST_VALUE = 1 << 16

_LINE = pattern(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
# RFC 5322 §3.6.8, and §4.5.8 (obsolete): white space before the colon; §2.2.3: a line that begins with white space
# continues the field. Possessive, so that no line is read twice.
_FIELD = pattern(
    rb"([!-9;-~]++)[ \t]*+:([^\r\n]*+(?:(?:\r\n|\r|\n)[ \t][^\r\n]*+)*+)(?:\r\n|\r|\n|\Z)",
)
_FOLD = pattern(r"[\r\n]+(?=[ \t])")
_BLANK = pattern(rb"(?:\r\n|\r|\n)(?:\r\n|\r|\n)")
_WORD = pattern(r"=\?([!->@-~]{1,75}?)\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = pattern(r"(\?=)[ \t\r\n]+(?==\?[!->@-~]{1,75}\?[bBqQ]\?)")


class Places(Protocol):
    """What knows the line of the input at which an offset stands."""

    def line_at(self, position: int, /) -> int:
        """The line, counted from 1."""


class HeaderField:
    """One header field: its name as written, its value unfolded and decoded. Not to be changed.

    ``line`` counts from 1 in the input as received; ``span`` covers the field in the bytes that it was parsed from
    (the input, or a part's decoded bytes).
    """

    __slots__ = ("_line", "_places", "_span", "_value", "name")

    _value: str | None
    _line: int | None
    _span: Span | None

    def __init__(self, *, name: str, value: str, line: int, span: Span) -> None:
        self.name, self._value, self._line, self._span = name, value, line, span
        self._places: Places | None = None

    @classmethod
    def quoted(cls, places: Places, name: str, value: str, span: Span) -> HeaderField:
        """A field that stands in a text at ``span``; ``places`` knows the lines of that text."""
        made = cls(name=name, value=value, line=1, span=span)
        made._line, made._places = None, places
        return made

    @property
    def value(self) -> str:
        """The body, unfolded and decoded; at most its first 64 KB."""
        return self._value or ""

    @property
    def line(self) -> int:
        """The line of the input on which the field starts."""
        if self._line is None:
            self._line = self._places.line_at(self.span.start) if self._places else 1
        return self._line

    @property
    def span(self) -> Span:
        """Where the field stands, its line end included."""
        return self._span or Span(0, 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HeaderField):
            return NotImplemented
        return (self.name, self.value, self.line) == (other.name, other.value, other.line)

    def __hash__(self) -> int:
        return hash((self.name, self.value))

    def __reduce__(self) -> tuple[object, ...]:
        return _given, (self.name, self.value, self.line, self.span)

    def __repr__(self) -> str:
        return f"HeaderField(name={self.name!r}, value={self.value!r}, line={self.line})"


def _given(name: str, value: str, line: int, span: Span) -> HeaderField:
    return HeaderField(name=name, value=value, line=line, span=span)


class _Standing(HeaderField):
    """A field as it stands in ``origin.data``. Value and line are worked out when somebody asks: most are never asked.

    ``found`` is the match of it: group 1 its name, group 2 its body.
    """

    __slots__ = ("_found",)

    def __init__(self, origin: Origin, found: re.Match[bytes]) -> None:
        self.name = found[1].decode()
        self._places, self._found = origin, found
        self._value = self._line = None

    @property
    def value(self) -> str:
        """The body, unfolded and decoded; at most its first 64 KB."""
        if self._value is None:
            body, end = self._found.span(2)
            self._value = unfolded(self._found.string[body : min(end, body + _LONGEST_VALUE)])
        return self._value

    @property
    def span(self) -> Span:
        """Where the field stands, its line end included."""
        return Span(*self._found.span())


class Fields(tuple[HeaderField, ...]):  # noqa: SLOT001 - it remembers its names
    """Header fields in their order, found by name without walking through all of them."""

    # The fields of each name, in lower case (RFC 5322 §1.2.2).
    by_name: dict[str, list[HeaderField]]

    def __new__(cls, fields: Iterable[HeaderField] = ()) -> Self:
        """The fields, and each name with those that have it."""
        made = super().__new__(cls, fields)
        made.by_name = {}
        for each in made:
            made.by_name.setdefault(each.name.lower(), []).append(each)
        return made


def first(fields: Collection[HeaderField], name: str) -> HeaderField | None:
    """The first field of this name, letter case ignored (RFC 5322 §1.2.2)."""
    if not fields:
        return None
    wanted = name.lower()
    if isinstance(fields, Fields):
        known = fields.by_name.get(wanted)
        return known[0] if known else None
    return next((found for found in fields if found.name.lower() == wanted), None)


def all_of(fields: Collection[HeaderField], name: str) -> tuple[HeaderField, ...]:
    """All fields of this name, in order."""
    if not fields:
        return ()
    wanted = name.lower()
    if isinstance(fields, Fields):
        return tuple(fields.by_name.get(wanted, ()))
    return tuple(found for found in fields if found.name.lower() == wanted)


def names(fields: Iterable[HeaderField]) -> AbstractSet[str]:
    """The names of the fields, in lower case."""
    return fields.by_name.keys() if isinstance(fields, Fields) else {found.name.lower() for found in fields}


def fields_in(data: bytes) -> Fields:
    """The fields at the start of ``data``; lines and spans are counted in ``data``."""
    return read_fields(Received(data), 0, len(data))[0]


def read_fields(origin: Origin, start: int, end: int) -> tuple[Fields, int]:
    """The fields at ``start``, and the offset where the body begins.

    The header ends at an empty line (which belongs to neither) or before the first line that cannot be part of it.
    """
    data, found, position, match = origin.data, list[HeaderField](), start, _FIELD.match
    while position < end:
        field = match(data, position, end)
        if field:
            if len(found) >= MOST_FIELDS:
                blank = _BLANK.search(data, position, end)
                return Fields(found), blank.end() if blank else end
            found.append(_Standing(origin, field))
            position = field.end()
            continue
        line = _LINE.match(data, position, end)
        after = line.end() if line else end
        if data[position] in b"\r\n":
            return Fields(found), after
        # What continues nothing is passed over, and so is the line of an mbox, also where something was put above it.
        if not (data[position] in b" \t" or _is_envelope(data, position, after, end, first=position == start)):
            break
        position = after
    return Fields(found), position


def unfolded(raw: bytes) -> str:
    """The text of a field's body: RFC 5322 §2.2.3 unfolding, RFC 2047 words decoded, 8-bit text read as UTF-8."""
    text = raw.decode("ascii") if raw.isascii() else read_by("utf-8", raw)[1]
    text = text.strip()
    if "\n" in text or "\r" in text:
        text = _FOLD.sub("", text)
    return decoded_words(text)


def decoded_words(text: str) -> str:
    """``text`` with its encoded words decoded (RFC 2047 §2); white space between two of them is not text (§6.2)."""
    if "=?" not in text:
        return text
    return _WORD.sub(_word, _BETWEEN_WORDS.sub(r"\1", text))


def _word(word: re.Match[str]) -> str:
    raw = word[3].encode("utf-8", "surrogateescape")
    try:
        if word[2] in "bB":
            body = raw.rstrip(b"=")
            data = binascii.a2b_base64(body + b"=" * (-len(body) % 4))
        else:
            data = binascii.a2b_qp(raw, header=True)
    except (binascii.Error, ValueError):
        return word[0]
    # RFC 2231 §5: a language may follow the charset.
    return read_by(word[1].partition("*")[0], data)[1]


def _is_envelope(data: bytes, start: int, after: int, end: int, *, first: bool) -> bool:
    """Whether the line is that of an mbox that starts a message; some systems quote it as ``>From``.

    In the middle of a header it is one where a field follows; else the body has begun.
    """
    return data.startswith((b"From ", b">From "), start) and (first or bool(_FIELD.match(data, after, end)))
