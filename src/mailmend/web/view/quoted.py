"""The bounce itself: the lines that the answer rests on, with the deciding words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.frozen import frozen
from mailmend.model import Diagnosis
from mailmend.span import Quote
from mailmend.web.view import shown

_MOST_LINES = 14
_LONGEST = 600
_FIELDS = ("status", "reply", "recipient", "client_ip", "remote_mta", "checked")
# What these cover is a whole sentence: they say which line, not which words, where something narrower is known.
_WIDE = ("text", "remote")
# RFC 3464 §2.1.2: the type before an address, a name or a diagnostic is no part of it.
_TYPED = re.compile(r"[A-Za-z0-9-]{1,20}\s?;\s?")


@frozen
class Line:
    """A line of the input: its number, its text in pieces, some of them marked; whether lines before are left out."""

    number: int
    parts: tuple[tuple[str, bool], ...]
    after_gap: bool


@frozen
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
        yield from (_untyped(known[name]) for name in _FIELDS if name in known)
        yield from (_untyped(known[name]) for name in _WIDE if name in known)


def _parts(quotes: list[Quote]) -> Iterator[tuple[str, bool]]:
    """The pieces of one line; marks that overlap are one, and a line is cut where nothing in it is marked any more."""
    text = quotes[0].text
    found = {(q.start, q.end) for q in quotes if q.text == text and 0 <= q.start < q.end <= len(text)}
    # A mark around another one adds nothing to it.
    spans = sorted(a for a in found if not any(a != b and a[0] <= b[0] and b[1] <= a[1] for b in found))
    at = 0
    for start, end in spans:
        if start > at:
            yield _cut(text[at:start]), False
        if end > at:
            yield _mark(text[max(at, start) : end]), True
        at = max(at, end)
    if at < len(text):
        yield _cut(text[at:]), False


def _untyped(quote: Quote) -> Quote:
    typed = _TYPED.match(quote.text, quote.start)
    if typed is None or typed.end() >= quote.end:
        return quote
    return Quote(line=quote.line, text=quote.text, start=typed.end(), end=quote.end)


def _mark(text: str) -> str:
    return shown.marked(text, 0, 0).before


def _cut(text: str) -> str:
    return shown.marked(text[:_LONGEST] + ("…" if len(text) > _LONGEST else ""), 0, 0).before
