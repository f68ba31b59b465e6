"""Host-name globs: the only pattern language of the facts about names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether ``name`` fits one of ``patterns``, without regard to letter case and the root dot.

    ``*`` stands for one or more characters, dots too: ``*.example.com`` fits ``a.b.example.com``, not
    ``example.com``. Every other character stands for itself. The time is linear in the length of the name.
    """
    plain = normal(name)
    return any(fits(plain, pattern) for pattern in patterns)


def best_literal(name: str, patterns: Iterable[str]) -> int:
    """The number of literal characters of the most exact of ``patterns`` that fits ``name``, -1 where none does."""
    plain = normal(name)
    return max((literals(p) for p in patterns if fits(plain, p)), default=-1)


def literals(glob: str) -> int:
    """The number of literal characters of ``glob``: the more, the more exact it is."""
    return len(glob) - glob.count("*")


class Globs(Generic[T]):
    """Values by globs of names, found by the name's last two labels: almost every glob ends in two of its own."""

    def __init__(self, globs: Iterable[tuple[str, T]]) -> None:
        self._ending: dict[str, list[tuple[str, T]]] = {}
        self._others: list[tuple[str, T]] = []
        for glob, value in globs:
            end = _ending(glob)
            if "*" in end or not end:
                self._others.append((glob, value))
            else:
                self._ending.setdefault(end, []).append((glob, value))

    def fitting(self, name: str) -> Iterator[tuple[str, T]]:
        """Every glob that fits ``name``, with its value."""
        plain = normal(name)
        near = self._ending.get(_ending(plain), ())
        return (pair for pair in (*near, *self._others) if fits(plain, pair[0]))


def _ending(name: str) -> str:
    """The last two labels of a name or glob; a star that reaches into them may stand for more of them."""
    labels = name.rsplit(".", 2)
    return ".".join(labels[-2:]) if len(labels) > 1 else ""


def normal(name: str) -> str:
    """``name`` in lower case and without the root dot."""
    return name.strip().rstrip(".").lower()


def fits(name: str, pattern: str) -> bool:
    """Whether one glob fits a name that :func:`normal` made."""
    if "*" not in pattern:
        return name == pattern
    head, *middle, tail = pattern.split("*")
    if len(name) <= len(head) + len(tail) or not name.startswith(head) or not name.endswith(tail):
        return False
    # Between two literals each star needs a character; the earliest place of each literal leaves most to the rest.
    at, end = len(head) + 1, len(name) - len(tail) - 1
    for literal in middle:
        found = name.find(literal, at, end)
        if found < 0:
            return False
        at = found + len(literal) + 1
    return at <= end + 1
