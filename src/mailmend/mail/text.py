"""The words of a part as text, and the way back from each character to the line of the input that holds it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import field
from functools import partial
from typing import Any, Protocol

from mailmend.frozen import frozen
from mailmend.mail.encoding import decoded, read_by
from mailmend.mail.html import as_text
from mailmend.mail.origin import Origin, Received
from mailmend.pattern import pattern
from mailmend.span import Quote

_LONGEST_QUOTE = 400
_LINE_END_BYTES = pattern(rb"\r\n|\r|\n")


class Places(Protocol):
    """The way from a character of a text to the input."""

    def line_at(self, position: int) -> int:
        """The line of the input, counted from 1, that holds the character at ``position``."""


@frozen
class Text:
    """Decoded text; every line of it ends in LF. :meth:`quote` leads back to the input."""

    value: str
    places: Places = field(compare=False, repr=False)
    # What others have worked out from this text, by names of their own: nobody need do it twice.
    derived: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def lowered(self) -> str:
        """The text in lower case, in which signs are looked for; offsets in it are not those of the text."""
        known: str | None = self.derived.get("lowered")
        if known is None:
            known = self.derived["lowered"] = self.value.lower()
        return known

    def quote(self, start: int, end: int) -> Quote:
        """The line that holds ``value[start:end]``, cut to about 400 characters around it."""
        return Quote.later(partial(self._quoted, start, end))

    def _quoted(self, start: int, end: int) -> Quote:
        start = min(max(start, 0), len(self.value))
        first = self.value.rfind("\n", 0, start) + 1
        last = self.value.find("\n", start)
        last = len(self.value) if last < 0 else last
        end = min(max(end, start), last)
        spare = max(_LONGEST_QUOTE - (end - start), 0) // 2
        cut = first if last - first <= _LONGEST_QUOTE else max(first, start - spare)
        stop = min(last, max(end, cut) + (last - first if cut == first and last - first <= _LONGEST_QUOTE else spare))
        stop = min(stop, cut + _LONGEST_QUOTE)
        line = self.places.line_at(start)
        return Quote(line=line, text=self.value[cut:stop], start=start - cut, end=min(end, stop) - cut)

    def part(self, start: int, end: int) -> Text:
        """The characters ``[start, end)`` as a text of their own, which still knows its lines."""
        if (start, end) == (0, len(self.value)):
            return self
        return Text(value=self.value[start:end], places=_Moved(self, [0], [start]))


class _Places:
    """From a character of a text to the line of the input. Worked out only when somebody asks."""

    __slots__ = ("charset", "end", "lines", "origin", "ranges", "raw", "sources", "start", "targets")

    def __init__(self, origin: Origin, start: int, end: int, charset: str, raw: str) -> None:
        self.origin, self.start, self.end, self.charset, self.raw = origin, start, end, charset, raw
        # Through HTML: where runs of the text begin, and where they stand in the HTML.
        self.targets: list[int] = []
        self.lines: list[int] = []
        self.ranges: list[tuple[int, int]] = []
        self.sources: list[int] = []

    def line_at(self, position: int) -> int:
        """The line of the input that holds the character at ``position``."""
        if self.targets:
            run = max(bisect_right(self.targets, position) - 1, 0)
            position = self.sources[run] + position - self.targets[run]
        if not self.lines:
            self._find_lines()
        number = bisect_right(self.lines, position) - 1
        column = position - self.lines[number]
        line = self.origin.data[self.ranges[number][0] : self.ranges[number][1]]
        low, high = 0, len(line)
        while low < high:
            middle = (low + high) // 2
            if len(line[: middle + 1].decode(self.charset, "replace")) <= column:
                low = middle + 1
            else:
                high = middle
        return self.origin.line_at(self.ranges[number][0] + low)

    def _find_lines(self) -> None:
        """Where each line starts in the text, and its range in the bytes; decoding keeps lines."""
        first = self.start
        for line_end in _LINE_END_BYTES.finditer(self.origin.data, self.start, self.end):
            self.ranges.append((first, line_end.start()))
            first = line_end.end()
        self.ranges.append((first, self.end))
        self.lines = [0, *(found.end() for found in re.finditer("\n", self.raw))][: len(self.ranges)]


def text_of(origin: Origin, start: int, end: int, *, charset: str, html: bool) -> Text:
    """The bytes ``[start, end)`` of ``origin`` as text."""
    codec, raw = read_by(charset, origin.data[start:end])
    raw = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    places = _Places(origin, start, end, codec, raw)
    if not html:
        return Text(value=raw, places=places)
    value, runs = as_text(raw)
    places.targets = [target for target, _ in runs]
    places.sources = [source for _, source in runs]
    return Text(value=value, places=places)


def plain(data: bytes, line: int = 1, *, encoding: str = "", html: bool = False) -> Text:
    """``data`` as text without any mail around it: a paste, a log line. Byte order marks choose UTF-16.

    ``line`` is the number of its first line in the input, ``encoding`` a transfer encoding (RFC 2045 §6).
    """
    charset = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    origin, start, end = decoded(Received(data, line), 0, len(data), encoding)
    return text_of(origin, start, end, charset=charset, html=html)


class _Moved:
    """Places of a text that was made from another by leaving characters out."""

    __slots__ = ("parent", "sources", "targets")

    def __init__(self, parent: Text, targets: list[int], sources: list[int]) -> None:
        self.parent, self.targets, self.sources = parent, targets, sources

    def line_at(self, position: int) -> int:
        """The line of the input that holds the character at ``position``."""
        run = max(bisect_right(self.targets, position) - 1, 0)
        return self.parent.places.line_at(self.sources[run] + position - self.targets[run])


def without_line_starts(text: Text, start: re.Pattern[str]) -> Text:
    """``text`` with what matches ``start`` left out at the start of each line: quote marks, for example."""
    lines, targets, sources = list[str](), list[int](), list[int]()
    target = source = 0
    for line in text.value.split("\n"):
        cut = start.match(line)
        skipped = cut.end() if cut else 0
        lines.append(line[skipped:])
        targets.append(target)
        sources.append(source + skipped)
        target += len(line) - skipped + 1
        source += len(line) + 1
    return Text(value="\n".join(lines), places=_Moved(text, targets, sources))


def joined(text: Text, pieces: Sequence[tuple[str, int]]) -> Text:
    """Lines made from ``text`` as a text: each with the position in ``text`` that it was made from."""
    lines, targets, sources, target = list[str](), list[int](), list[int](), 0
    for line, source in pieces:
        lines.append(line)
        targets.append(target)
        sources.append(source)
        target += len(line) + 1
    return Text(value="\n".join(lines), places=_OfLines(text, targets, sources))


class _OfLines(_Moved):
    """Places of lines of which each was made from something that stands on one line."""

    def line_at(self, position: int) -> int:
        """The line of the input from which the line at ``position`` was made."""
        run = max(bisect_right(self.targets, position) - 1, 0)
        return self.parent.places.line_at(self.sources[run])
