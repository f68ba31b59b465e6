"""Log lines: what their dialects share."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from mailmend.mail import Text
from mailmend.mail.text import joined
from mailmend.pattern import pattern

MOST_LINES = 5_000
# docker's json-file driver, journalctl -o json, and what ships logs write the line of the program as one member.
_WRAPPED = pattern(r"\s{0,9}\{\s{0,9}\"")
_MEMBERS = ("log", "MESSAGE", "message", "msg")
_ABOUT_SOMEBODY = frozenset(("email", "recipient", "rcpt", "rcpt_to", "to"))
# RFC 5424 §6.2.3 and RFC 3339: a time with its year and zone; RFC 3164's has neither and says nothing certain.
_TIME = pattern(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?")


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Every line with its offset."""
    position = 0
    for line in text.value.split("\n"):
        yield position, line
        position += len(line) + 1


def time(line: str) -> datetime | None:
    """The time at the front of a log line, where it has a date; UTC where it names no zone."""
    found = _TIME.search(line[:80])
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def row(line: str) -> list[str]:
    """The cells of one line of CSV (RFC 4180); none where it is damaged."""
    try:
        return next(csv.reader((line,)), [])
    except csv.Error:
        return []


def unwrapped(text: Text) -> Text:
    """``text`` with each line that is a JSON object replaced by the log line in it; as it is where none is."""
    if not _WRAPPED.match(text.value):
        return text
    pieces, any_line = list[tuple[str, int]](), False
    for position, line in lines(text):
        said = _said(line)
        any_line = any_line or said is not None
        pieces.append((line if said is None else said.rstrip("\r\n").replace("\n", " "), position))
    return joined(text, pieces) if any_line else text


def _said(line: str) -> str | None:
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    # An event of a sending service has a message of its own, and names whom it is about.
    if not isinstance(found, dict) or _ABOUT_SOMEBODY.intersection(found):
        return None
    members = (found.get(name) for name in _MEMBERS)
    said = next((each for each in members if isinstance(each, str)), None)
    return said if said and len(said) > 10 and not said.lstrip().startswith("{") else None
