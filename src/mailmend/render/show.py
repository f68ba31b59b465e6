"""The input with the deciding words marked: every field beside the line from which it was read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from mailmend.model import Notification, Source
from mailmend.render.clean import one_line, visible
from mailmend.render.words import ENGLISH, Words
from mailmend.span import Quote

_AROUND = 2
_WIDEST = 160
_MOST_MARKS = 2_000
# The lines by which a person recognises his message.
_KNOWN_BY = frozenset(("from", "to", "subject", "date"))


@dataclass(slots=True)
class _Line:
    """What is marked on one line: the text as it was read, and the names of the fields by their place in it."""

    text: str
    marks: dict[tuple[int, int], list[str]] = field(default_factory=dict)


def shown(source: Source, found: Iterable[Notification], words: Words = ENGLISH) -> Iterator[str]:
    """``source`` line by line, what tells nothing left out; below each deciding word the field that it gave."""
    lines = source.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    marked, kept = dict[int, dict[str, _Line]](), set[int]()
    for notification in found:
        kept |= {each.line for each in notification.headers if each.name.lower() in _KNOWN_BY}
        _mark(marked, notification)
    last = source.line + len(lines) - 1
    wanted = {near for line in marked for near in range(line - _AROUND, line + _AROUND + 1)} | kept
    numbers = sorted(number for number in wanted if source.line <= number <= last)
    wide = len(str(numbers[-1] if numbers else 0)) + 2
    if source.decoded:
        yield words.text(
            "{name} is an Outlook file; these are the lines of the mail as which it was read", name=source.name
        )
    for before, number in pairwise([source.line - 1, *numbers]):
        if number - before > 1:
            yield words.count("{gap} {n} line", "{gap} {n} lines", number - before - 1, gap=f"{'⋮':>{wide}}")
        raw = lines[number - source.line].decode("utf-8", "replace")
        if number not in marked:
            yield f"{number:>{wide}} │ {_plain(raw[:_WIDEST])}"
        for line in marked.get(number, {}).values():
            yield from _with_marks(line, raw, number, wide, words)
    if numbers and last > numbers[-1]:
        yield words.count("{gap} {n} line", "{gap} {n} lines", last - numbers[-1], gap=f"{'⋮':>{wide}}")


def _mark(marked: dict[int, dict[str, _Line]], notification: Notification) -> None:
    several = len(notification.attempts) > 1
    quotes = [*notification.quotes, *notification.original.quotes]
    for number, attempt in enumerate(notification.attempts, 1):
        own = [(name, quote) for name, quote in attempt.quotes if name != "reporting_mta"]
        quotes += [(f"{name} {number}" if several else name, quote) for name, quote in own]
    for name, quote in quotes[:_MOST_MARKS]:
        line = marked.setdefault(quote.line, {}).setdefault(quote.text, _Line(quote.text))
        start, end = _words(quote)
        line.marks.setdefault((start, end), []).append(name)


def _words(quote: Quote) -> tuple[int, int]:
    """What is marked of the line: all of it where nothing says what."""
    start, end = (quote.start, min(quote.end, len(quote.text))) if quote.end else (0, len(quote.text))
    text = quote.text[start:end]
    start += len(text) - len(text.lstrip())
    return start, max(start + len(text.strip()), start)


def _with_marks(line: _Line, raw: str, number: int, wide: int, words: Words) -> Iterator[str]:
    """The line, and below it a row for each mark; a line that was encoded is shown as it was read."""
    if line.text.strip() not in raw:
        note = words.text("decoded or unfolded from: {text}", text=one_line(raw, 60))
        yield f"{number:>{wide}} │ {note}"
        yield f"{'':>{wide}} │ {_plain(line.text)}"
    else:
        yield f"{number:>{wide}} │ {_plain(line.text)}"
    for (start, end), names in sorted(line.marks.items()):
        indent, width = _width(line.text[:start]), max(_width(line.text[start:end]), 1)
        yield f"{'':>{wide}} │ {' ' * indent}{'^' * width} {', '.join(dict.fromkeys(names))}"


def _plain(text: str) -> str:
    """``text`` made safe to print. Tables are pasted with tabs: one blank each, which marks can count."""
    return visible(text.replace("\t", " "))


def _width(text: str) -> int:
    """The columns that ``text`` takes on a terminal (Unicode UAX 11): two for a wide character."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in _plain(text)
    )
