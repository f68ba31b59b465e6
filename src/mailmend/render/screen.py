"""How wide the page is that is written: that of a terminal where one reads it, else as wide as files are kept."""

from __future__ import annotations

import textwrap
from contextvars import ContextVar

WIDEST = 100
_NARROWEST = 40
_COLUMNS = ContextVar("columns", default=WIDEST)


def fit(columns: int) -> None:
    """Write for a terminal of so many ``columns`` from here on, 40 to 100."""
    _COLUMNS.set(min(max(columns, _NARROWEST), WIDEST))


def width() -> int:
    """The number of columns that text is wrapped at."""
    return _COLUMNS.get()


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """``text`` in lines, indented by ``first`` and ``rest``. On a narrow terminal names and commands stay whole."""
    return textwrap.wrap(
        text,
        width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=width() == WIDEST,
    )
