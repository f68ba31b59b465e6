"""From an answer to the one SPF record of a domain (RFC 7208 §4.4, §4.5)."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Answer, texts
from mailmend.spf.parser import parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Record, is_spf


def select(domain: str, answer: Answer) -> tuple[Record | None, Problem | None]:
    """The record that ``answer`` (to the TXT question for ``domain``) holds, and what is wrong; both None: no record.

    A record with a syntax error comes with its first problem: it must not be evaluated (RFC 7208 §4.6).
    """
    if answer.outcome == "unavailable":
        return None, unavailable(domain, None, answer)
    candidates = [text for text in texts(answer) if is_spf(text)]
    if not candidates:
        return None, None
    if len(candidates) > 1:
        return None, Problem(kind="multiple-records", domain=domain, detail=str(len(candidates)), answer=answer)
    record = parse(candidates[0])
    if record.problems:
        return record, replace(record.problems[0], domain=domain, answer=answer)
    return record, None


def unavailable(domain: str, term: str | None, answer: Answer) -> Problem:
    """The problem that DNS gave no answer: a temperror (RFC 7208 §4.4, §5)."""
    return Problem(kind="dns-unavailable", domain=domain, term=term, detail=answer.question.name, answer=answer)
