"""Words without language: the lower floors say what, the edge says it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from mailmend.frozen import frozen

Param: TypeAlias = str | int


@frozen(kw_only=False)
class Phrase:
    """A sentence to be said: the key of its template and what is filled in.

    ``code`` is ``<owner of the words>.<key>``, for example ``MM-SPF-001.title``; the template stands in ``WORDS`` of
    the file that owns it. Parameters are evidence and are never translated.
    """

    code: str
    params: tuple[tuple[str, Param], ...] = ()


def phrase(code: str, params: Mapping[str, Param] | None = None, /, **more: Param) -> Phrase:
    """The phrase ``code`` with its parameters in a fixed order, so that equal phrases compare equal."""
    return Phrase(code, tuple(sorted({**(params or {}), **more}.items())))


class Speaks(Protocol):
    """Whoever says English templates in the reader's language (``render.words.Words``), for edges below the screen."""

    def text(self, template: str, /, **params: object) -> str:
        """``template`` in that language, its placeholders filled."""
        ...

    def coded(self, code: str, template: str, /, **params: object) -> str:
        """The same where it is the code that is translated."""
        ...
