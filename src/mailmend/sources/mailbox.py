"""Mailbox files (mbox) as a stream: one message at a time, whatever the size of the file.

The variants (mboxo, mboxrd, mboxcl, mboxcl2) differ in how a line "From " inside a message is kept from looking like
the start of the next one: by ``>`` before it, or by a Content-Length field. No variant says its name, so both are
believed where they agree with the file. Quoting is not undone: no field that is read starts with "From ", and the lines
of the message stay the lines of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from mailmend.frozen import frozen
from mailmend.pattern import pattern

# RFC 4155, appendix A: "From ", the sender, the time in asctime's form; an empty line stands before all but the first.
_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FROM = (
    rb"From [^\r\n]{1,320}? " + _DAY + rb" " + _MONTH + rb" [ \d]\d \d\d:\d\d[^\r\n]{0,60}"
    rb"(?:\r\n|\r|\n)(?=>?[!-9;-~]{1,100}[ \t]*:)"
)
_FIRST = pattern(_FROM)
_BLANK_LINES = (b"\n\n", b"\r\n\r\n", b"\r\r")
# Longer than any "From " line with the name of the field below it and the empty line above it.
_LONGEST_START = 1_024
_HEADER_END = pattern(rb"\r\n\r\n|\n\n|\r\r")
_LENGTH = pattern(rb"^Content-Length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_BLANK = pattern(rb"[\r\n]{0,4}")
_LONGEST_HEADER = 1 << 18
_CHUNK = 1 << 18


class Readable(Protocol):
    """What is read from: an open file, standard input, a member of an archive."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        ...


@frozen
class Message:
    """One message of a mailbox; ``line`` is the number of its first line in the file, counted from 1."""

    data: bytes
    line: int
    cut: bool


def is_mbox(head: bytes) -> bool:
    """Whether a file that starts with ``head`` (at least 1 KB of it) is a mailbox."""
    return _FIRST.match(head) is not None


def messages(head: bytes, rest: Readable, most: int) -> Iterator[Message]:
    """The messages of the mailbox that starts with ``head``; of each at most ``most`` bytes, the others skipped."""
    buffer = _Buffer(head, rest)
    buffer.more()
    line = 1
    while buffer.data:
        parts, breaks, cut = list[bytes](), 0, False
        size = 0
        for piece in _pieces(buffer):
            breaks += line_ends(piece)
            cut = cut or size + len(piece) > most
            parts.append(piece[: max(most - size, 0)])
            size += len(piece)
        yield Message(data=b"".join(parts), line=line, cut=cut)
        line += breaks


def _pieces(buffer: _Buffer) -> Iterator[bytes]:
    """The bytes up to the next message, taken out of ``buffer``."""
    stated = _stated_end(buffer)
    if stated is not None:
        yield buffer.take(stated)
        return
    position = 1
    while True:
        found = _next(buffer.data, position)
        if found and (buffer.ended or found.end() + _LONGEST_START <= len(buffer.data)):
            yield buffer.take(found.start())
            return
        if buffer.ended:
            yield buffer.take(len(buffer.data))
            return
        # What is surely no start goes; the end may hold the beginning of one, and the empty line above it.
        kept = (found.start() if found else len(buffer.data) - _LONGEST_START) - 4
        position = max(kept, 1)
        if kept >= _CHUNK:
            # No piece ends inside a CRLF: lines are counted piece by piece.
            kept -= buffer.data[kept - 1] == 0x0D
            yield buffer.take(kept)
            position = 4
        buffer.more()


def _next(data: bytearray, position: int) -> re.Match[bytes] | None:
    """The first start of a message from ``position`` on. Words are found much faster than patterns."""
    while (position := data.find(b"From ", position)) >= 0:
        if bytes(data[max(position - 4, 0) : position]).endswith(_BLANK_LINES):
            found = _FIRST.match(data, position)
            if found:
                return found
        position += 1
    return None


def _stated_end(buffer: _Buffer) -> int | None:
    """Where Content-Length says that the message ends, if a message or nothing follows there."""
    ends = _HEADER_END.search(buffer.data, 0, _LONGEST_HEADER)
    header = bytes(buffer.data[: ends.start() + 2]) if ends else b""
    stated = _LENGTH.search(header) if b"content-length" in header.lower() else None
    if ends is None or stated is None:
        return None
    at = ends.end() + int(stated[1])
    # Nobody is made to hold a large message in memory by a number in it.
    if at > _CHUNK * 8:
        return None
    buffer.fill(at + _LONGEST_START)
    blank = _BLANK.match(buffer.data, at)
    end = blank.end() if blank else at
    follows = _FIRST.match(buffer.data, end) or (buffer.ended and end == len(buffer.data))
    return end if follows and at <= len(buffer.data) else None


def line_ends(data: bytes) -> int:
    """How many lines end in ``data``: LF, CRLF and bare CR end one."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


class _Buffer:
    """What was read and not yet taken."""

    __slots__ = ("_rest", "data", "ended")

    def __init__(self, head: bytes, rest: Readable) -> None:
        self.data = bytearray(head)
        self._rest = rest
        self.ended = False

    def more(self) -> None:
        """Read on; sets ``ended`` where there is no more."""
        read = self._rest.read(_CHUNK)
        self.data += read
        self.ended = not read

    def fill(self, size: int) -> None:
        """Read on until there are ``size`` bytes, or no more."""
        while len(self.data) < size and not self.ended:
            self.more()

    def take(self, size: int) -> bytes:
        """The first ``size`` bytes, which are then gone."""
        taken = bytes(self.data[:size])
        del self.data[:size]
        return taken
