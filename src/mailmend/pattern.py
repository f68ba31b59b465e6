"""Regular expressions that are compiled when they are first used.

There are some hundreds of them; to compile them all takes a tenth of a whole diagnosis, and one bounce needs a few.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile(text, flags)``, but later: where a module begins, and by far not every message asks for it."""
    return cast("re.Pattern[AnyStr]", _Later(text, flags))


class _Pattern:
    """What is asked of a pattern, each taken from the compiled one: as quick to call as that itself."""


class _Later(_Pattern):
    """A pattern that nobody has used yet."""

    def __init__(self, text: Any, flags: int) -> None:  # noqa: ANN401  str or bytes
        self._given = (text, flags)

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._given)
        self.__dict__ |= {each: getattr(compiled, each) for each in dir(compiled) if not each.startswith("_")}
        # From now on without this method: that a class has one makes every call of its objects' methods slower.
        self.__class__ = _Pattern  # type: ignore[assignment]
        return getattr(compiled, name)
