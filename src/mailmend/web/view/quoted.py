"""The bounce itself: the lines that the answer rests on, with the deciding words marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailmend.model import Diagnosis
from mailmend.span import Quote
from mailmend.web.view import shown

_MOST_LINES = 14
_LONGEST = 600
_NAMES = ("status", "reply", "remote", "text", "recipient", "client_ip", "remote_mta", "action", "checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the input: its number, its text in pieces, some of them marked; whether lines before are left out."""

    number: int
    parts: tuple[tuple[str, bool], ...]
    after_gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The lines that matter, in the order of the input."""

    lines: tuple[Line, ...]


def excerpt(found: Diagnosis) -> Excerpt:
    """The lines of the bounce from which the answer was read, at most 14 of them."""
    by_line: dict[int, list[Quote]] = {}
    for quote in _quotes(found):
        if quote.line > 0 and (quote.line in by_line or len(by_line) < _MOST_LINES):
            by_line.setdefault(quote.line, []).append(quote)
    lines = list[Line]()
    for number, quotes in sorted(by_line.items()):
        gap = bool(lines) and lines[-1].number != number - 1
        lines.append(Line(number=number, parts=tuple(_parts(quotes)), after_gap=gap))
    return Excerpt(lines=tuple(lines))


def _quotes(found: Diagnosis) -> Iterator[Quote]:
    """The quotes of what findings cite first, then those of the fields of the report."""
    for finding in found.findings:
        for cite in finding.cites:
            if cite.quote is not None:
                start, end = (
                    (cite.start, cite.end) if cite.text == cite.quote.text else (cite.quote.start, cite.quote.end)
                )
                yield Quote(line=cite.quote.line, text=cite.quote.text, start=start, end=end)
    for attempt in found.evidence.bounce.attempts[:3]:
        known = dict(attempt.quotes)
        yield from (known[name] for name in _NAMES if name in known)


def _parts(quotes: list[Quote]) -> Iterator[tuple[str, bool]]:
    """The pieces of one line; marks that overlap are one, and a line is cut where nothing in it is marked any more."""
    text = quotes[0].text
    spans = sorted({(q.start, q.end) for q in quotes if q.text == text and 0 <= q.start < q.end <= len(text)})
    at = 0
    for start, end in spans:
        if start > at:
            yield _cut(text[at:start]), False
        if end > at:
            yield _mark(text[max(at, start) : end]), True
        at = max(at, end)
    if at < len(text):
        yield _cut(text[at:]), False


def _mark(text: str) -> str:
    return shown.marked(text, 0, 0).before


def _cut(text: str) -> str:
    return shown.marked(text[:_LONGEST] + ("…" if len(text) > _LONGEST else ""), 0, 0).before
