"""Record data between its three forms: words of a master file, values of ``Answer.data``, and words again.

TXT and SPF are a tuple of byte strings; A and AAAA an address; MX ``(preference, host)``; NS, CNAME and PTR a name;
SOA its seven fields; SRV ``(priority, weight, port, target)``. Every other type is kept as its text, unread.
Names are absolute and lower case, addresses as RFC 5952 writes them.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from mailmend.pattern import pattern
from mailmend.resolvers.names import Labels, name_text

# One value of ``Answer.data``; its shape depends on the type of the record.
Value: TypeAlias = Any
NameReader: TypeAlias = Callable[[str], Labels]

MAX_STRING = 255
MAX_RDATA = 65535
MAX_U32 = 2**32 - 1

TEXT_TYPES = frozenset({"TXT", "SPF"})
NAME_TYPES = frozenset({"NS", "CNAME", "PTR"})
FAMILIES = {"A": socket.AF_INET, "AAAA": socket.AF_INET6}

_ESCAPE = pattern(rb"\\([0-9]{3}|.)", re.DOTALL)
_UNSAFE = pattern(rb"[^ !#-\[\]-~]")
_WORD_UNSAFE = pattern(rb"[^!#-\x27*-:<-\[\]-~]")
_TIME = pattern(r"(?:[0-9]{1,9}[wdhmsWDHMS]){1,5}")
_PART = pattern(r"([0-9]{1,9})([wdhms])")
_UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}


class MalformedError(Exception):
    """Words that do not say what is expected of them; the reader of the file adds file and line."""


def read_rdata(rtype: str, words: Sequence[str], name: NameReader) -> Value:
    """The value of a record of ``rtype``; ``name`` completes relative names. Raises MalformedError."""
    try:
        if rtype in TEXT_TYPES:
            return _strings(words)
        if rtype in FAMILIES:
            (address,) = words
            return _address(rtype, address)
        if rtype in NAME_TYPES:
            (target,) = words
            return name_text(name(target))
        if rtype == "MX":
            preference, host = words
            return (_number(preference, 0xFFFF), name_text(name(host)))
        if rtype == "SRV":
            *numbers, target = words
            priority, weight, port = (_number(word, 0xFFFF) for word in numbers)
            return (priority, weight, port, name_text(name(target)))
        if rtype == "SOA":
            return _soa(words, name)
    except ValueError:
        # A wrong number of words; what is wrong inside a word is said by MalformedError, which is no ValueError.
        raise MalformedError(f"{len(words)} words are not the data of one {rtype} record") from None
    return _opaque(rtype, words)


def rdata_words(rtype: str, value: Value) -> str:
    """The words that :func:`read_rdata` reads as ``value``; for values of another shape they read as something else."""
    if rtype in TEXT_TYPES:
        return " ".join(quoted_string(string) for string in value)
    if rtype in ("MX", "SRV", "SOA"):
        return " ".join(str(field) for field in value)
    return str(value)


def split_text(text: bytes) -> tuple[bytes, ...]:
    """One TXT value as the strings that a record can carry (RFC 1035 §3.3: at most 255 bytes each)."""
    return tuple(text[at : at + MAX_STRING] for at in range(0, len(text), MAX_STRING)) or (b"",)


def quoted_string(string: bytes) -> str:
    """A ``<character-string>`` in quotes, pure ASCII."""
    return '"' + _UNSAFE.sub(lambda byte: b"\\%03d" % byte[0][0], string).decode() + '"'


def spelled(text: str) -> str:
    """``text`` as one word without quotes; :func:`unescape` gives back its bytes."""
    data = text.encode("utf-8", "surrogateescape")
    return _WORD_UNSAFE.sub(lambda byte: b"\\%03d" % byte[0][0], data).decode()


def unescape(word: str) -> bytes:
    """The bytes that a word spells, with or without quotes (RFC 1035 §5.1). Raises MalformedError."""
    inner = word[1:-1] if word[:1] == '"' else word

    def plain(escape: re.Match[bytes]) -> bytes:
        if len(escape[1]) == 1:
            return escape[1]
        if int(escape[1]) > 255:
            raise MalformedError(f"{quoted(word)}: \\{escape[1].decode()} is more than a byte holds")
        return bytes((int(escape[1]),))

    data = inner.encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(plain, data) if b"\\" in data else data


def seconds(word: str) -> int:
    """A time in seconds, plain or in units (``1h30m``), at most 2^32 - 1. Raises MalformedError."""
    if _TIME.fullmatch(word):
        total = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(word.lower()))
        return _number(str(total), MAX_U32)
    return _number(word, MAX_U32)


def quoted(word: str) -> str:
    """A word of the file as an error may show it: short, and no control character raw."""
    shown = word if len(word) <= 40 else word[:40] + "…"
    return "'" + "".join(c if c.isprintable() else "?" for c in shown) + "'"


def _strings(words: Sequence[str]) -> tuple[bytes, ...]:
    """A string longer than a record can carry is split, as every publisher does; the text stays the same."""
    if not words:
        raise MalformedError("a text record without a string")
    strings = tuple(part for word in words for part in split_text(unescape(word)))
    if sum(len(string) + 1 for string in strings) > MAX_RDATA:
        raise MalformedError(f"a text record of more than {MAX_RDATA} bytes")
    return strings


def _address(rtype: str, word: str) -> str:
    try:
        return socket.inet_ntop(FAMILIES[rtype], socket.inet_pton(FAMILIES[rtype], word))
    except (OSError, ValueError):
        raise MalformedError(f"{quoted(word)} is not an address for {rtype}") from None


def _number(word: str, most: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 10 and int(word) <= most):
        raise MalformedError(f"{quoted(word)} is not a number from 0 to {most}")
    return int(word)


def _soa(words: Sequence[str], name: NameReader) -> tuple[str | int, ...]:
    """RFC 1035 §3.3.13: MNAME RNAME SERIAL REFRESH RETRY EXPIRE MINIMUM."""
    mname, rname, serial, *times = words
    refresh, retry, expire, minimum = (seconds(word) for word in times)
    numbers = (_number(serial, MAX_U32), refresh, retry, expire, minimum)
    return (name_text(name(mname)), name_text(name(rname)), *numbers)


def _opaque(rtype: str, words: Sequence[str]) -> str:
    text = " ".join(words)
    if not words or len(text) > MAX_RDATA:
        raise MalformedError(f"{'no' if not words else 'too much'} data for one {rtype} record")
    return text
