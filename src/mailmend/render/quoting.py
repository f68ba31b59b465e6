"""One piece of evidence as a person sees it: where it stands, the line, and carets below the words that matter."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Question
from mailmend.model import Cite
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.words import Words

WIDTH = 100


def quoted(cite: Cite, place: str) -> Iterator[str]:
    """The lines of ``cite``, which stands at ``place``; whatever its length, the marked words stay in sight."""
    yield f"   ┌─ {place}"
    before, marked, after = (
        readable(part) for part in (cite.text[: cite.start], cite.text[cite.start : cite.end], cite.text[cite.end :])
    )
    before, marked, after = (visible(part) for part in (before, marked, after))
    room = WIDTH - 6
    if len(before) + len(marked) > room:
        keep = max(0, room - len(marked) - 20)
        before = "…" + before[-keep:] if keep else "…"
    line = before + marked + after
    yield "   │  " + (line if len(line) <= room else line[: room - 1] + "…")
    if marked:
        yield "   │  " + " " * len(before) + "^" * max(1, min(len(marked), room - len(before)))


def place_in_dns(asked: Question, words: Words) -> str:
    """Where an answer of DNS stands, and which server gave it where that was asked directly."""
    place = f"{one_line(asked.name, 200)} {asked.type}"
    if not asked.server:
        return place
    return words.text("{place}   at {server}", place=place, server=one_line(asked.server, 120))
