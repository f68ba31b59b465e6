"""Evidence as text that may stand on a page. The template escapes it; here it loses controls and direction marks."""

from __future__ import annotations

from mailmend.frozen import frozen
from mailmend.render.clean import one_line, readable, visible

MOST = 1000
_BEFORE = 400


@frozen
class Marked:
    """A text in three parts; the middle one is what matters, empty where nothing does more than the rest."""

    before: str
    mark: str = ""
    after: str = ""


def line(text: str | None, most: int = 300) -> str:
    """One line of evidence."""
    return one_line(text or "", most)


def record(text: str, most: int = 4000) -> str:
    """DNS text as a person reads it."""
    return one_line(readable(text), most)


def sentence(text: str) -> str:
    """``text`` with a capital at its start, where a word of a language stands there and no name."""
    first = text.partition(" ")[0]
    return (
        text
        if any(each in first for each in ".@:=/_") or not first.rstrip(",").isalpha()
        else text[:1].upper() + text[1:]
    )


def marked(text: str, start: int, end: int, *, dns: bool = False) -> Marked:
    """``text`` with the characters from ``start`` to ``end`` marked; what is marked stays in sight in a long text."""
    before, mark, after = text[:start], text[start:end], text[end:]
    if start >= end:
        before, mark, after = text, "", ""
    if dns:
        before, mark, after = readable(before), readable(mark), readable(after)
    if mark and len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:]
    room = max(0, MOST - len(before) - len(mark))
    if not mark:
        before = before if len(before) <= MOST else before[:MOST] + "…"
    after = after if len(after) <= room else after[:room] + "…"
    return Marked(before=visible(before), mark=visible(mark[:MOST]), after=visible(after))
