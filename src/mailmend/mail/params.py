"""Parameters of Content-Type (RFC 2045 §5.1), also those split and encoded as RFC 2231 says."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from mailmend.mail.encoding import read_by
from mailmend.pattern import pattern

_PARAM = pattern(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_PART = pattern(r"([^*]+)\*(\d{1,3})?(\*)?\Z")
_TYPE = pattern(r"[!#-'*+\-.0-9A-Z^-~]{1,127}/[!#-'*+\-.0-9A-Z^-~]{1,127}\Z", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=64)  # of most parts it is one of a few
def content_type(value: str, default: str = "text/plain") -> tuple[str, tuple[tuple[str, str], ...]]:
    """The media type in lower case and its parameters; RFC 2045 §5.2: what cannot be read is text/plain."""
    kind = value.partition(";")[0].strip().lower()
    if not value.strip():
        return default, ()
    return (kind if _TYPE.match(kind) else "text/plain"), parameters(value)


def parameters(value: str) -> tuple[tuple[str, str], ...]:
    """The parameters after the first ``;``, names in lower case, in order; of a repeated one the first counts."""
    plain: dict[str, str] = {}
    split: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAM.finditer(value):
        name, text = found[1].lower(), _unquoted(found[2])
        part = _PART.match(name)
        if part:
            split.setdefault(part[1], []).append((int(part[2] or 0), bool(part[3]) or not part[2], text))
        else:
            plain.setdefault(name, text)
    for name, pieces in split.items():
        plain.setdefault(name, _joined(sorted(pieces)))
    return tuple(plain.items())


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
    return text


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """RFC 2231 §4.1: ``charset'language'`` stands before the first piece, and encoded pieces are percent-encoded."""
    charset = ""
    if pieces[0][1] and pieces[0][2].count("'") >= 2:
        charset, _, rest = pieces[0][2].split("'", 2)
        pieces = [(pieces[0][0], True, rest), *pieces[1:]]
    data = b"".join(unquote_to_bytes(text) if encoded else text.encode() for _, encoded, text in pieces)
    return read_by(charset, data)[1]
