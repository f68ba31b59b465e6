"""What check_host() says beyond its result: for every term what was asked, what was found and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from mailmend.flow import Answer
from mailmend.spf.parser import LONGEST_REMEMBERED, parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Modifier, Record, Term
from mailmend.spf.result import Result

TermOutcome: TypeAlias = Literal["match", "no-match", "error", "followed", "ignored", "not-reached"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermTrace:
    """What became of one term of the record of ``domain``.

    ``outcome``: ``match``, ``no-match`` or ``error`` of a directive; ``followed`` of a modifier that was used,
    ``ignored`` of one that RFC 7208 does not know; ``not-reached``. ``target`` is the expanded domain name.
    ``lookups`` and ``void_lookups`` are the cost of this term and of all within it, ``total_lookups`` the running
    sum after it. ``nested`` is the check that an include or a redirect caused.
    """

    domain: str
    term: Term
    outcome: TermOutcome
    target: str | None = None
    asked: tuple[Answer, ...] = ()
    lookups: int = 0
    void_lookups: int = 0
    total_lookups: int = 0
    nested: CheckTrace | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTrace:
    """One check_host(): the answer to its TXT question, the record that was selected, its terms, its result."""

    domain: str
    result: Result
    answer: Answer | None = None
    record: Record | None = None
    terms: tuple[TermTrace, ...] = ()
    problem: Problem | None = None

    @property
    def deciding(self) -> TermTrace | None:
        """The term that decided, None where none did: no record, or the default result."""
        return next((term for term in self.terms if _decides(term)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The value of check_host() (RFC 7208 §2.6, §4): the result, its explanation, its cost and its trace.

    ``ip`` is the address as given; ``domain``, ``sender`` and ``helo`` are the identities that were used.
    ``lookups`` counts terms that ask DNS, ``void_lookups`` void ones (RFC 7208 §4.6.4).
    """

    result: Result
    ip: str
    domain: str
    sender: str
    helo: str
    explanation: str | None
    lookups: int
    void_lookups: int
    problem: Problem | None
    trace: CheckTrace

    @property
    def path(self) -> tuple[TermTrace, ...]:
        """The deciding terms from the outermost to the innermost; empty where no term decided."""
        path: list[TermTrace] = []
        check: CheckTrace | None = self.trace
        while check and (term := check.deciding):
            path.append(term)
            check = term.nested
        return tuple(path)


def _decides(term: TermTrace) -> bool:
    # An exp that was followed explains a result, and decides none: only a redirect has a nested check.
    return term.outcome in {"match", "error"} or (term.outcome == "followed" and term.nested is not None)


# Making a trace costs more than deciding an ip4 term, and most traces of a record are the same for every address:
# they are made once for a record and remembered.


def unread(domain: str, record: Record) -> tuple[TermTrace, ...]:
    """The traces of ``record`` before any of its terms is evaluated."""
    return _unread(domain, record.text) if len(record.text) <= LONGEST_REMEMBERED else _every(domain, record)


def missed(domain: str, record: Record, index: int, total_lookups: int) -> TermTrace:
    """The trace of the term at ``index``, which asks nothing and does not match, after ``total_lookups``."""
    if len(record.text) <= LONGEST_REMEMBERED:
        return _missed(domain, record.text, total_lookups)[index]
    return TermTrace(domain=domain, term=record.terms[index], outcome="no-match", total_lookups=total_lookups)


def faulty(domain: str, record: Record) -> tuple[TermTrace, ...]:
    """The traces of a record with syntax errors: none of its terms is evaluated (RFC 7208 §4.6)."""
    faults = {problem.term for problem in record.problems}
    return tuple(
        TermTrace(domain=domain, term=term, outcome="error") if term.text in faults else trace
        for term, trace in zip(record.terms, unread(domain, record), strict=True)
    )


@lru_cache(maxsize=512)
def _unread(domain: str, text: str) -> tuple[TermTrace, ...]:
    return _every(domain, parse(text))


@lru_cache(maxsize=512)
def _missed(domain: str, text: str, total_lookups: int) -> tuple[TermTrace, ...]:
    return tuple(
        TermTrace(domain=domain, term=term, outcome="no-match", total_lookups=total_lookups)
        for term in parse(text).terms
    )


def _every(domain: str, record: Record) -> tuple[TermTrace, ...]:
    return tuple(TermTrace(domain=domain, term=term, outcome=_outcome(term)) for term in record.terms)


def _outcome(term: Term) -> TermOutcome:
    # RFC 7208 §6: unrecognized modifiers must be ignored.
    known = not isinstance(term, Modifier) or term.name in {"redirect", "exp"}
    return "not-reached" if known else "ignored"
