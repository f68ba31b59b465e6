"""Transfer encodings (RFC 2045 §6) and charsets: bytes to text, never an exception."""

from __future__ import annotations

import binascii
import codecs
import re
from functools import lru_cache

from mailmend.mail.origin import Back, Decoded, Origin, by_lines, by_symbols
from mailmend.pattern import pattern

_SYMBOLS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_SYMBOLS) - {ord("=")})
_UUENCODE = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_TRAILING = pattern(rb"[ \t]+(?=[\r\n]|\Z)")

# Names in use that Python's codecs do not know, and supersets that mail means when it names the subset.
_CHARSETS = {
    "": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "unknown-8bit": "utf-8",
    "default": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "utf8mb4": "utf-8",
}


def decoded(origin: Origin, start: int, end: int, encoding: str) -> tuple[Origin, int, int]:
    """The bytes ``[start, end)`` of ``origin`` with their transfer encoding undone: an origin and the range in it."""
    raw = origin.data[start:end]
    back: Back
    if encoding == "base64":
        clean = raw.translate(None, _NOT_BASE64)
        data, back = _base64(clean), by_symbols(origin.data, start, end, _NOT_BASE64)
    elif encoding == "quoted-printable":
        data = _quoted_printable(raw)
        back = by_lines(origin.data, start, end, lambda line: len(_quoted_printable(line)))
    elif encoding in _UUENCODE:
        data, back = _uuencoded(raw), by_lines(origin.data, start, end, lambda line: len(_uu_line(line)))
    else:
        return origin, start, end
    return Decoded(data, origin, back), 0, len(data)


def charset_of(name: str, data: bytes) -> str:
    """The codec that reads ``data``: the named one where it is known and fits, else a guess that never fails."""
    return read_by(name, data)[0]


def read_by(name: str, data: bytes) -> tuple[str, str]:
    """That codec, and what ``data`` says by it, with marks for what does not fit."""
    wanted = name.strip().strip("'\"").lower()
    for candidate in (_CHARSETS.get(wanted, wanted), "utf-8"):
        if _known(candidate):
            try:
                return candidate, data.decode(candidate)
            except (UnicodeError, ValueError):
                continue
    codec = _guessed(wanted, data)
    return codec, data.decode(codec, "replace")


def _guessed(wanted: str, data: bytes) -> str:
    # Bytes that fit nothing: what is named where it exists, with marks for what does not fit; else Western 8 bit,
    # except where most of the high bytes do form UTF-8 (a cut or damaged character does not make a text Latin).
    if wanted != "utf-8" and wanted not in _CHARSETS and _known(wanted):
        return wanted
    broken = data.decode("utf-8", "replace").count("\ufffd")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return "latin-1" if high == 0 or broken * 4 > high * 3 else "utf-8"


# Codecs of Python that are no charsets (IANA); some know no replacement, or take quadratic time.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"))


@lru_cache(maxsize=256)
def _known(codec: str) -> bool:
    """Whether Python has this codec, and it is one from bytes to text."""
    try:
        "".encode(codec)
        return codecs.lookup(codec).name not in _NO_CHARSETS and isinstance(b"".decode(codec), str)
    except (LookupError, ValueError):
        return False


def _base64(clean: bytes) -> bytes:
    """What these symbols say, as far as they go: bad padding and cut ends are no reason to lose the rest."""
    body = clean.split(b"=", 1)[0]
    body = body[: len(body) - 1] if len(body) % 4 == 1 else body
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))


def _quoted_printable(raw: bytes) -> bytes:
    # RFC 2045 §6.7 (3): white space at the end of an encoded line was added in transit.
    data = _TRAILING.sub(b"", raw) if b" \n" in raw or b"\t\n" in raw or b" \r" in raw or b"\t\r" in raw else raw
    # The stdlib's decoder knows LF and CRLF; a soft break before a bare CR has to be undone here.
    if b"=\r" in data:
        data = re.sub(rb"=\r(?!\n)", b"", data)
    return binascii.a2b_qp(data)


def _uuencoded(raw: bytes) -> bytes:
    return b"".join(_uu_line(line) for line in re.split(rb"\r\n|\r|\n", raw))


def _uu_line(line: bytes) -> bytes:
    """One line of uuencoded data (POSIX uuencode), empty for the begin and end lines and for what is no such line."""
    line = line.rstrip(b"\r\n")
    if not line or line.startswith(b"begin ") or line == b"end":
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Encoders that pad every line to full groups: take as many characters as the length says.
        count = ((line[0] - 32) & 63) * 4 + 5
        try:
            return binascii.a2b_uu(line[: count // 3])
        except binascii.Error:
            return b""
