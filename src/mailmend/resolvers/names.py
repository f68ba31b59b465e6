r"""Domain names between their two forms: presentation (``"a\.b.example."``) and labels (``(b"a.b", b"example")``).

Labels are lower case (DNS compares ASCII letters without case, RFC 4343) and without the root; they are bytes, since
DNS names are. What is not a DNS name (RFC 1035 §2.3.4: a label has 1 to 63 bytes, a name at most 255 on the wire) is
None: such a name cannot exist, so whoever is asked for it answers NXDOMAIN and no question leaves the machine.
"""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from typing import TypeAlias

from mailmend.pattern import pattern

Labels: TypeAlias = tuple[bytes, ...]

MAX_LABEL = 63
MAX_NAME = 255

_PLAIN = pattern(r"[a-z0-9_*-]{1,63}(?:\.[a-z0-9_*-]{1,63}){0,126}\.?")
_PIECE = pattern(rb"\\([0-9]{3})|\\(.)|(\.)|([^.\\]+)", re.DOTALL)
_SPELLED = pattern(rb"[^!#%&'*+,\-/0-9:<=>?A-Z\[\]^_`a-z{|}~]", re.DOTALL)


@lru_cache(maxsize=8192)
def labels_of(text: str) -> Labels | None:
    """The labels of a name in presentation form, taken as absolute; None where no DNS name has that form."""
    if text == ".":
        return ()
    plain = _PLAIN.fullmatch(text)
    labels = tuple(text.removesuffix(".").encode().split(b".")) if plain else _labels_with_escapes(text)
    if labels is None or not all(0 < len(label) <= MAX_LABEL for label in labels):
        return None
    return labels if wire_length(labels) <= MAX_NAME else None


def wire_length(labels: Labels) -> int:
    """The length of the name in a message, uncompressed (RFC 1035 §3.1)."""
    return sum(len(label) + 1 for label in labels) + 1


def name_text(labels: Labels) -> str:
    """The absolute name in presentation form; bytes with a meaning in master files or none in ASCII are escaped."""
    return "".join(_SPELLED.sub(_escape, label).decode() + "." for label in labels) or "."


def server_key(server: str) -> str | None:
    """One spelling for a server given as an address or as a name; None where it is neither."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_ntop(family, socket.inet_pton(family, server))
        except (OSError, ValueError):
            continue
    labels = labels_of(server)
    return name_text(labels) if labels else None


def _escape(byte: re.Match[bytes]) -> bytes:
    value = byte[0][0]
    return b"\\" + byte[0] if 0x20 < value < 0x7F else b"\\%03d" % value


def _labels_with_escapes(text: str) -> Labels | None:
    r"""RFC 1035 §5.1: ``\DDD`` is the byte of that decimal value, ``\X`` the character X without its meaning."""
    try:
        data = text.encode("utf-8", "surrogateescape").lower()
    except UnicodeEncodeError:
        return None
    labels = [b""]
    position = 0
    while position < len(data):
        piece = _PIECE.match(data, position)
        if piece is None:
            return None
        position = piece.end()
        decimal, escaped, dot, plain = piece.groups()
        if dot:
            labels.append(b"")
        elif decimal:
            if int(decimal) > 255:
                return None
            labels[-1] += bytes((int(decimal),)).lower()
        else:
            labels[-1] += escaped or plain
    if labels[-1] == b"" and len(labels) > 1:
        labels.pop()
    return tuple(labels)
