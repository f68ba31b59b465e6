"""Words looked for in texts by RE2: in linear time, and many times faster than the re module tries alternatives.

Measured on 300 texts of bounces: a list of thirty failure words takes re 84 µs a text, RE2 5.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import re2


class Phrases:
    """A pattern of RE2's syntax, letter case ignored, ``^`` and ``$`` at every line; compiled when first used."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def search(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether one of the phrases stands in ``text[start:end]``."""
        part = text if start == 0 and end is None else text[start:end]
        # RE2 takes UTF-8, which has no lone surrogates.
        return self._matches(part.encode("utf-8", "replace")) is not None

    @cached_property
    def _matches(self) -> Callable[[bytes], list[int] | None]:
        # A set of one: it answers whether and not where, and is asked without the module's own layer, half its time.
        options = re2.Options()
        options.log_errors = False
        compiled = re2.Set.SearchSet(options)
        compiled.Add(f"(?im){self._pattern}".encode())
        compiled.Compile()
        matches: Callable[[bytes], list[int] | None] = compiled.Match
        return matches
