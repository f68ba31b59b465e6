"""Places in a text: what lets every conclusion point at the bytes that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from mailmend.frozen import frozen


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


class Quote:
    """A line of the input as it was read, and the words in it that matter. Not to be changed.

    ``line`` counts from 1 in the input as received; ``text`` is that line decoded, ``start`` and ``end`` the
    characters of it that decide (both 0: the whole line).
    """

    __slots__ = ("_known", "_later")

    _known: tuple[int, str, int, int] | None
    _later: Callable[[], Quote] | None

    def __init__(self, *, line: int, text: str, start: int = 0, end: int = 0) -> None:
        self._known, self._later = (line, text, start, end), None

    @classmethod
    def later(cls, find: Callable[[], Quote]) -> Quote:
        """A quote that is looked up when somebody reads it: of a hundred, few are."""
        made = cls.__new__(cls)
        made._known, made._later = None, find  # noqa: SLF001 - its own
        return made

    def _all(self) -> tuple[int, str, int, int]:
        if self._known is None:
            self._known = self._later()._all() if self._later else (1, "", 0, 0)  # noqa: SLF001
            self._later = None
        return self._known

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return self._all()[0]

    @property
    def text(self) -> str:
        """What stands there."""
        return self._all()[1]

    @property
    def start(self) -> int:
        """The first character that matters."""
        return self._all()[2]

    @property
    def end(self) -> int:
        """Where what matters ends."""
        return self._all()[3]

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Quote) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Quote(line={self.line}, text={self.text!r}, start={self.start}, end={self.end})"


class Quotes(Sequence[tuple[str, Quote]]):
    """Quotes, each with the name of what its line bears; looked up when somebody reads them. Not to be changed."""

    __slots__ = ("_find", "_known")

    _known: tuple[tuple[str, Quote], ...] | None

    def __init__(self, find: Callable[[], Iterable[tuple[str, Quote]]]) -> None:
        self._find, self._known = find, None

    def _all(self) -> tuple[tuple[str, Quote], ...]:
        if self._known is None:
            self._known = tuple(self._find())
            self._find = tuple
        return self._known

    @overload
    def __getitem__(self, at: int) -> tuple[str, Quote]: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[str, Quote], ...]: ...

    def __getitem__(self, at: int | slice) -> tuple[str, Quote] | tuple[tuple[str, Quote], ...]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[tuple[str, Quote]]:
        return iter(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self._all(),)


@frozen
class Fault:
    """Something wrong, or not advisable, in a text: its kind, the place, and the words there that are at fault.

    ``detail`` is evidence and is never translated. ``span`` counts characters of the text, the empty span at 0 where
    the text as a whole is meant.
    """

    kind: str
    span: Span = Span(0, 0)
    detail: str = ""
