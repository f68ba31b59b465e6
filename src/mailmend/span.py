"""Places in a text: what lets every conclusion point at the bytes that it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of offsets into one text, in that text's own units (bytes or characters)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of ``text`` that this span covers."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A line of the input as it was read, and the words in it that matter.

    ``line`` counts from 1 in the input as received; ``text`` is that line decoded, ``start`` and ``end`` the
    characters of it that decide (both 0: the whole line).
    """

    line: int
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong, or not advisable, in a text: its kind, the place, and the words there that are at fault.

    ``detail`` is evidence and is never translated. ``span`` counts characters of the text, the empty span at 0 where
    the text as a whole is meant.
    """

    kind: str
    span: Span = Span(0, 0)
    detail: str = ""
