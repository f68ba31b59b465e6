"""One piece of evidence as a person sees it: where it stands, the line, and carets below the words that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailmend.flow import Question
from mailmend.model import Cite
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.screen import width
from mailmend.render.words import Words, marked

STAND_IN = marked(
    "The record asks who the sender is: postmaster stood for the local part, so that nobody is told. --tell-sender "
    "asks with the address itself."
)
_FAILED = {"nodata": marked("no such record"), "nxdomain": marked("no such name")}


def quoted(cite: Cite, place: str) -> Iterator[str]:
    """The lines of ``cite``, which stands at ``place``; whatever its length, the marked words stay in sight."""
    yield f"   ┌─ {place}"
    # In a bounce a tab is a blank; in a record it is a mistake to be seen.
    text = cite.text if cite.answer else cite.text.replace("\t", " ")
    before, under, after = (
        readable(part) for part in (text[: cite.start], text[cite.start : cite.end], text[cite.end :])
    )
    before, under, after = (visible(part) for part in (before, under, after))
    room = width() - 6
    if len(before) + len(under) > room:
        keep = max(0, room - len(under) - 20)
        before = "…" + before[-keep:] if keep else "…"
    line = before + under + after
    yield "   │  " + (line if len(line) <= room else line[: room - 1] + "…")
    if under:
        yield "   │  " + " " * len(before) + "^" * max(1, min(len(under), room - len(before)))


def in_words(cite: Cite, words: Words) -> Cite:
    """``cite``, where it says how an answer of DNS failed in the reader's language: that is no evidence to be kept."""
    answer = cite.answer
    if answer is None or answer.outcome == "data" or cite.end:
        return cite
    if answer.outcome in _FAILED:
        return replace(cite, text=words.text(_FAILED[answer.outcome]))
    at = f" ({answer.failed_at})" if answer.failed_at else ""
    return replace(cite, text=words.text("no answer: {reason}", reason=f"{answer.reason}{at}"))


def place_in_dns(asked: Question, words: Words) -> str:
    """Where an answer of DNS stands, and which server gave it where that was asked directly."""
    place = f"{one_line(asked.name, 200)} {asked.type}"
    if not asked.server:
        return place
    return words.text("{place}   at {server}", place=place, server=one_line(asked.server, 120))
