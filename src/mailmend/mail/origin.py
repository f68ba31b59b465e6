"""Where bytes come from: any offset, also into decoded base64 or quoted-printable, leads to a line of the input."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Protocol

from mailmend.pattern import pattern

# What is counted once for the whole input, so that each of many questions counts within one block only.
_SMALL_BLOCK = 1 << 11
_LINE = pattern(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")

Back = Callable[[int], int]


class Origin(Protocol):
    """Bytes whose place in the input is known."""

    @property
    def data(self) -> bytes:
        """The bytes themselves."""

    def line_at(self, offset: int) -> int:
        """The line of the input, counted from 1, that holds the byte at ``offset`` of :attr:`data`."""


class Received:
    """The input itself, from its line ``first`` on. LF, CRLF and bare CR end a line."""

    __slots__ = ("_breaks", "_first", "data")

    def __init__(self, data: bytes, first: int = 1) -> None:
        self.data = data
        self._first = first
        self._breaks: list[int] | None = None

    def line_at(self, offset: int) -> int:
        """The line of the input that holds the byte at ``offset``."""
        if self._breaks is None:
            self._breaks = self._count()
        block = min(max(offset, 0), len(self.data)) // _SMALL_BLOCK
        return self._first + self._breaks[block] + _breaks(self.data, block * _SMALL_BLOCK, offset)

    def _count(self) -> list[int]:
        """The line ends before each block, so that no question has to count from the start of a large message."""
        counts = [0]
        for start in range(0, len(self.data), _SMALL_BLOCK):
            counts.append(counts[-1] + _breaks(self.data, start, start + _SMALL_BLOCK))
        return counts


class Decoded:
    """Bytes that came out of a transfer encoding of another origin's bytes."""

    __slots__ = ("_back", "_parent", "data")

    def __init__(self, data: bytes, parent: Origin, back: Back) -> None:
        self.data = data
        self._parent = parent
        self._back = back

    def line_at(self, offset: int) -> int:
        """The line of the input that holds the encoded form of the byte at ``offset``."""
        return self._parent.line_at(self._back(offset))


def by_lines(data: bytes, start: int, end: int, length: Callable[[bytes], int]) -> Back:
    """The way back through an encoding that works line by line: ``length`` says how many bytes a line decodes to."""
    decoded, encoded = [0], [start]

    def back(offset: int) -> int:
        if len(decoded) == 1:
            total = 0
            for line in _LINE.finditer(data, start, end):
                total += length(line.group())
                decoded.append(total)
                encoded.append(line.end())
        at = max(bisect_right(decoded, offset) - 1, 0)
        return min(encoded[at], max(end - 1, start))

    return back


def by_symbols(data: bytes, start: int, end: int, others: bytes) -> Back:
    """The way back through base64 (RFC 2045 §6.8): 4 symbols for 3 bytes; ``others`` are bytes that do not count."""
    symbols: list[int] = []

    def back(offset: int) -> int:
        if not symbols:
            total = 0
            for block in range(start, end, _SMALL_BLOCK):
                symbols.append(total)
                total += len(data[block : min(block + _SMALL_BLOCK, end)].translate(None, others))
        wanted = offset * 4 // 3
        at = max(bisect_right(symbols, wanted) - 1, 0)
        first = start + at * _SMALL_BLOCK
        low, high = first, min(first + _SMALL_BLOCK, end)
        while low < high:
            middle = (low + high) // 2
            if symbols[at] + len(data[first : middle + 1].translate(None, others)) <= wanted:
                low = middle + 1
            else:
                high = middle
        return min(low, max(end - 1, start))

    return back


def _breaks(data: bytes, start: int, end: int) -> int:
    """How many lines end in ``data[start:end]``; a CRLF ends where its LF is."""
    end = min(end, len(data))
    lone = data.count(b"\r", start, end) - data.count(b"\r\n", start, min(end + 1, len(data)))
    return data.count(b"\n", start, end) + lone
