"""What findings rest on, made from evidence: a line of the bounce, an answer of DNS, the asker's word."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer
from mailmend.model import Cite, Evidence, Signal
from mailmend.span import Quote, Span
from mailmend.spf import CheckTrace

_MOST_IN_A_SENTENCE = 150


def said(evidence: Evidence, *fields: str, note: str = "") -> Cite:
    """The line of the bounce where the first of ``fields`` stands; the refusal's own words where none was located."""
    quote = evidence.attempt.quote(*fields, "remote", "text", "status")
    if quote is None:
        return Cite(
            kind="bounce", text=evidence.attempt.said or evidence.attempt.status or evidence.bounce.source, note=note
        )
    return Cite(kind="bounce", text=quote.text, quote=quote, start=quote.start, end=quote.end, note=note)


def address(evidence: Evidence) -> Cite:
    """Who says which address was seen: the asker, or the far server in the bounce."""
    if evidence.identities.client_ip_basis == "told":
        return Cite(kind="asker", text=f"--ip {evidence.identities.client_ip}")
    return said(evidence, "client_ip")


def dns(answer: Answer, text: str | None = None, start: int = 0, end: int = 0, note: str = "") -> Cite:
    """An answer of DNS; ``text`` is the value that matters, ``start`` and ``end`` the characters of it that decide."""
    return Cite(
        kind="dns", text=words_of(answer) if text is None else text, answer=answer, start=start, end=end, note=note
    )


def record(evidence: Evidence, note: str = "") -> tuple[Cite, ...]:
    """The SPF record that was checked, its deciding term marked, along the includes that led to it."""
    checked = evidence.spf
    if checked is None or checked.answer is None:
        return ()
    trace = checked.evaluation.trace if checked.evaluation else None
    steps = tuple(_steps(trace)) if trace else ()
    if not steps:
        return tuple(dns(checked.answer, found.text, note=note) for found in checked.records) or (
            dns(checked.answer, note=note),
        )
    return tuple(dns(answer, text, span.start, span.end, note) for answer, text, span in steps)


def _steps(trace: CheckTrace | None) -> Iterator[tuple[Answer, str, Span]]:
    """The record and the place in it that decided, from the checked domain down through its includes."""
    while trace and trace.answer and trace.record:
        deciding = trace.deciding
        if deciding:
            yield trace.answer, trace.record.text, deciding.term.span
        elif trace.problem and trace.problem.span:
            yield trace.answer, trace.record.text, trace.problem.span
        trace = deciding.nested if deciding else None


def signal(sign: Signal) -> Cite:
    """A sign of a delivery pool: the header or the words where it stands."""
    if sign.answer is not None:
        return dns(sign.answer, note=sign.id)
    if sign.quote is not None:
        return quoted(sign.quote, note=sign.id)
    return Cite(kind="asker", text=sign.text, note=sign.id)


def quoted(quote: Quote, note: str = "") -> Cite:
    """A line of the input."""
    return Cite(kind="bounce", text=quote.text, quote=quote, start=quote.start, end=quote.end, note=note)


def short(text: str) -> str:
    """``text`` as it can stand in a sentence: whoever writes a record decides how long its terms are."""
    return text if len(text) <= _MOST_IN_A_SENTENCE else text[: _MOST_IN_A_SENTENCE - 1] + "\u2026"


def words_of(answer: Answer) -> str:
    """An answer in one line: its values, or how it failed."""
    if answer.outcome == "data":
        return ", ".join(_value(answer.question.type, value) for value in answer.data)
    if answer.outcome == "unavailable":
        return f"no answer: {answer.reason}" + (f" ({answer.failed_at})" if answer.failed_at else "")
    return {"nodata": "no such record", "nxdomain": "no such name"}[answer.outcome]


def _value(kind: str, value: object) -> str:
    if kind in ("TXT", "SPF") and isinstance(value, tuple):
        return '"' + b"".join(value).decode("utf-8", "replace") + '"'
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)
    return str(value)
