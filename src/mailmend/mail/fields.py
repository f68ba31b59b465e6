"""Header fields (RFC 5322 §2.2): found with their place, unfolded, encoded words (RFC 2047) undone."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mailmend.mail.encoding import charset_of
from mailmend.mail.origin import Origin, Received
from mailmend.span import Span

# Enough for any real message; hostile ones stop here.
MOST_FIELDS = 5_000
_LONGEST_VALUE = 1 << 16

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")
# RFC 5322 §3.6.8, and §4.5.8 (obsolete): white space before the colon.
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_FOLD = re.compile(r"[\r\n]+(?=[ \t])|[\r\n]+\Z")
_BLANK = re.compile(rb"(?:\r\n|\r|\n)(?:\r\n|\r|\n)")
_WORD = re.compile(r"=\?([!->@-~]{1,75}?)\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[!->@-~]{1,75}\?[bBqQ]\?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """One header field: its name as written, its value unfolded and decoded.

    ``line`` counts from 1 in the input as received; ``span`` covers the field in the bytes that it was parsed from
    (the input, or a part's decoded bytes).
    """

    name: str
    value: str
    line: int
    span: Span = field(compare=False, repr=False)


def first(fields: Iterable[HeaderField], name: str) -> HeaderField | None:
    """The first field of this name, letter case ignored (RFC 5322 §1.2.2)."""
    wanted = name.lower()
    return next((found for found in fields if found.name.lower() == wanted), None)


def fields_in(data: bytes) -> tuple[HeaderField, ...]:
    """The fields at the start of ``data``; lines and spans are counted in ``data``."""
    return read_fields(Received(data), 0, len(data))[0]


def read_fields(origin: Origin, start: int, end: int) -> tuple[tuple[HeaderField, ...], int]:
    """The fields at ``start``, and the offset where the body begins.

    The header ends at an empty line (which belongs to neither) or before the first line that cannot be part of it.
    """
    data, found, position = origin.data, list[HeaderField](), start
    open_from: int | None = None
    while position < end:
        line = _LINE.match(data, position, end)
        if line is None or line.end(1) == position:
            _close(found, origin, open_from, position)
            return tuple(found), line.end() if line else position
        name = _FIELD.match(data, position, line.end(1))
        folded = data[position] in b" \t"
        if not folded and name is None and not (position == start and _is_envelope(data, position)):
            break
        if not folded:
            _close(found, origin, open_from, position)
            open_from = position if name else None
            if len(found) >= MOST_FIELDS:
                blank = _BLANK.search(data, position, end)
                return tuple(found), blank.end() if blank else end
        position = line.end()
    _close(found, origin, open_from, min(position, end))
    return tuple(found), position


def unfolded(raw: bytes) -> str:
    """The text of a field's body: RFC 5322 §2.2.3 unfolding, RFC 2047 words decoded, 8-bit text read as UTF-8."""
    text = raw.decode("ascii") if raw.isascii() else raw.decode(charset_of("utf-8", raw), "replace")
    return decoded_words(_FOLD.sub("", text).strip())


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
    return data.decode(charset_of(word[1].partition("*")[0], data), "replace")


def _is_envelope(data: bytes, start: int) -> bool:
    """Whether the line is that of an mbox that starts a message; some systems quote it as ``>From``."""
    return data.startswith((b"From ", b">From "), start)


def _close(found: list[HeaderField], origin: Origin, start: int | None, end: int) -> None:
    """Add the field that stands in ``[start, end)``."""
    name = _FIELD.match(origin.data, start, end) if start is not None else None
    if start is None or name is None:
        return
    value = unfolded(origin.data[name.end() : min(end, name.end() + _LONGEST_VALUE)])
    spelled = name[1].decode("ascii")
    found.append(HeaderField(name=spelled, value=value, line=origin.line_at(start), span=Span(start, end)))
