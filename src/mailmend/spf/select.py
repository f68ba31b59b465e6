"""From an answer to the one SPF record of a domain (RFC 7208 §4.4, §4.5)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from mailmend.flow import Answer, texts
from mailmend.spf.parser import LONGEST_REMEMBERED, parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Record, is_spf


def select(domain: str, answer: Answer) -> tuple[Record | None, Problem | None]:
    """The record that ``answer`` (to the TXT question for ``domain``) holds, and what is wrong; both None: no record.

    A record with a syntax error comes with its first problem: it must not be evaluated (RFC 7208 §4.6).
    """
    if answer.outcome == "unavailable":
        return None, unavailable(domain, None, answer)
    records = [record for text in texts(answer) if (record := _record(text))]
    if not records:
        return None, None
    if len(records) > 1:
        return None, Problem(kind="multiple-records", domain=domain, detail=str(len(records)), answer=answer)
    record = records[0]
    if record.problems:
        return record, replace(record.problems[0], domain=domain, answer=answer)
    return record, None


def _record(text: bytes) -> Record | None:
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _read(text)


def _read(text: bytes) -> Record | None:
    return parse(text) if is_spf(text) else None


# In front of the parser's own memory, because bytes keep their hash and need no decoding.
_remembered = lru_cache(maxsize=512)(_read)


def unavailable(domain: str, term: str | None, answer: Answer) -> Problem:
    """The problem that DNS gave no answer: a temperror (RFC 7208 §4.4, §5)."""
    return Problem(kind="dns-unavailable", domain=domain, term=term, detail=answer.question.name, answer=answer)
