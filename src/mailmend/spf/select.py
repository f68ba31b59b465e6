"""From an answer to the one SPF record of a domain (RFC 7208 §4.4, §4.5)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from mailmend.flow import Answer
from mailmend.spf.parser import parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Record, is_spf

# Of answers with so many strings in all, of 255 bytes each (RFC 1035 §3.3), the record is remembered: a hostile one
# must not fill the memory.
MOST_STRINGS = 40


def select(domain: str, answer: Answer) -> tuple[Record | None, Problem | None]:
    """The record that ``answer`` (to the TXT question for ``domain``) holds, and what is wrong; both None: no record.

    A record with a syntax error comes with its first problem: it must not be evaluated (RFC 7208 §4.6).
    """
    if answer.outcome == "unavailable":
        return None, unavailable(domain, None, answer)
    data = answer.data
    count = len(data[0]) if len(data) == 1 else sum(map(len, data))
    found = _remembered(data) if count <= MOST_STRINGS else _selected(data)
    record, problem = found
    return (record, replace(problem, domain=domain, answer=answer)) if problem else found


def _selected(data: tuple[tuple[bytes, ...], ...]) -> tuple[Record | None, Problem | None]:
    # RFC 7208 §3.3: the strings of one record are joined without spaces.
    records = [parse(text) for strings in data if is_spf(text := b"".join(strings))]
    if len(records) > 1:
        # RFC 7208 §4.5: more than one record is a permerror.
        return None, Problem(kind="multiple-records", detail=str(len(records)))
    record = records[0] if records else None
    return record, record.problems[0] if record and record.problems else None


_remembered = lru_cache(maxsize=512)(_selected)


def unavailable(domain: str, term: str | None, answer: Answer) -> Problem:
    """The problem that DNS gave no answer: a temperror (RFC 7208 §4.4, §5)."""
    return Problem(kind="dns-unavailable", domain=domain, term=term, detail=answer.question.name, answer=answer)
