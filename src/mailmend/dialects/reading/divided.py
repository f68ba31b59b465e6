"""Several reports in one paste, with a line of dashes or the like between them: each may be of another house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mailmend.dialects.reading.seen import Seen
from mailmend.dialects.reading.telling import unquoted
from mailmend.pattern import pattern

_RULE = pattern(r"^[ \t]{0,8}(?:-{3,80}|={3,80}|_{3,80}|\*{3,80}|~{3,80}|#{3,80})[ \t]*$", re.MULTILINE)
_MOST_PIECES = 20
_LONGEST = 200_000


def divided(seen: Seen) -> Iterator[Seen]:
    """The pieces of a paste that name an address; none where no line divides it."""
    if seen.part is not None or seen.report is not None or len(seen.text.value) > _LONGEST:
        return
    text = unquoted(seen.text)
    rules = [found.span() for found in _RULE.finditer(text.value)]
    if not 1 <= len(rules) < _MOST_PIECES:
        return
    for before, after in pairwise([(0, 0), *rules, (len(text.value), len(text.value))]):
        piece = text.part(before[1], after[0])
        if "@" in piece.value:
            yield replace(seen, texts=(piece,))
