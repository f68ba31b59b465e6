"""What copying does to a report: the source of a mail or of a page instead of its words, escapes, invisible characters.

Each is undone only where it cannot be the words themselves, and every line still knows the line that it was made from.
"""

from __future__ import annotations

import re
from html import unescape

from mailmend.dialects.reading.logs import lines
from mailmend.mail import Text, plain
from mailmend.mail.text import joined
from mailmend.pattern import pattern

_LONGEST = 200_000
# What shows nothing: U+00AD, U+200B to U+200F, U+2060, U+FEFF. Mail windows put them into addresses against wrapping.
_INVISIBLE = pattern("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANK = pattern("[\u00a0\u2000-\u200a\u202f]")
_DASH = pattern("(?<=[45]\\d\\d)[\u2010-\u2014](?=[45]\\.)")
_CHANGED = pattern("[\u00a0\u00ad\u2000-\u2014\u202f\u2060\ufeff]")
_PAGE = pattern(
    rb"\s{0,200}<(?:!doctype html|html|head|body|div|table|p|span|font|meta|blockquote)[\s>]", re.IGNORECASE
)
_ENTITY = pattern(r"&(?:lt|gt|quot|nbsp|#39|#x27|apos);")
# RFC 2045 §6.7: lines end in "=" where they were broken, and what is not ASCII stands as "=C3=A9".
_SOFT_BREAK = pattern(rb"(?<=[^\r\n]{60})=\r?\n")
_CODED = pattern(rb"=(?:[89A-F][0-9A-F]|09|20|3D)(?![\d:])")
# RFC 2045 §6.8: lines of one length, of 64 symbols.
_BASE64 = pattern(rb"\s{0,9}(?:[A-Za-z0-9+/]{40,1000}[ \t]{0,3}\r?\n)*+[A-Za-z0-9+/]{0,1000}={0,2}\s{0,99}\Z")
_LEAST_BASE64 = 160
_ESCAPED_BREAK = pattern(r"(?:\\r)?\\n")
_ESCAPE = pattern(r"\\(?:u(?P<four>[0-9a-fA-F]{4})|x(?P<two>[0-9a-fA-F]{2})|(?P<one>[^\n]))")
_ESCAPES = {"t": "\t", "r": "", "b": "", "f": ""}
_FEW = 3


def encoding_of(data: bytes) -> str:
    """The transfer encoding of a message's source that was copied without its header, empty where there is none."""
    head = data[:_LONGEST]
    if len(data) >= _LEAST_BASE64 and _BASE64.match(data):
        return "base64"
    if (b"=\n" in head or b"=\r\n" in head) and _SOFT_BREAK.search(head) and len(_CODED.findall(head)) >= _FEW:
        return "quoted-printable"
    return ""


def words(data: bytes, line: int, encoding: str) -> Text:
    """The text of ``data``, which is no message: its ``encoding`` and HTML undone, and what copying did to it."""
    text = plain(data, line, encoding=encoding, html=bool(_PAGE.match(data)))
    if len(text.value) > _LONGEST:
        return text
    return _without_entities(_without_escapes(visible(text)))


def visible(text: Text) -> Text:
    """``text`` without characters that show nothing, and with plain ones for blanks and dashes that look alike."""
    if text.value.isascii() or not _CHANGED.search(text.value):
        return text
    return joined(text, [(_INVISIBLE.sub("", _plain(line)), position) for position, line in lines(text)])


def _plain(line: str) -> str:
    """``line`` with plain blanks, and a plain hyphen where a word processor made a dash between the codes."""
    return _DASH.sub("-", _BLANK.sub(" ", line))


def _without_entities(text: Text) -> Text:
    """A text that a page shows is escaped in its source (``-&gt;``)."""
    if not _ENTITY.search(text.value):
        return text
    return joined(text, [(unescape(line), position) for position, line in lines(text)])


def _without_escapes(text: Text) -> Text:
    """A text that stood in a program's string has all its line ends as a backslash and an ``n``."""
    value = text.value
    if (
        "\\n" not in value
        or value.lstrip()[:1] in ("{", "[")
        or len(_ESCAPED_BREAK.findall(value)) <= max(_FEW, value.strip().count("\n"))
    ):
        return text
    pieces = list[tuple[str, int]]()
    for position, line in lines(text):
        at = 0
        for end in (*_ESCAPED_BREAK.finditer(line), None):
            stop = end.start() if end else len(line)
            pieces.append((_unescaped(line[at:stop]), position + at))
            at = end.end() if end else stop
    return joined(text, pieces)


def _unescaped(line: str) -> str:
    """``line`` with its escapes undone; half of a pair of surrogates (RFC 8259 §7) is no character."""
    return _ESCAPE.sub(_character, line).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape["four"] or escape["two"]
    return chr(int(code, 16)) if code else _ESCAPES.get(escape["one"], escape["one"])
