"""What check_host() says beyond its result: for every term what was asked, what was found and what it cost."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, TypeAlias

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.spf.problem import Problem
from mailmend.spf.record import Record, Term
from mailmend.spf.result import Result

TermOutcome: TypeAlias = Literal["match", "no-match", "error", "followed", "ignored", "not-reached"]


@frozen
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


@frozen
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


class Log(Protocol):
    """The notes of an evaluation; the trace is made from them when somebody looks at it."""

    def trace(self) -> CheckTrace:
        """The trace; the same one each time."""


class Evaluation(NamedTuple):
    """The value of check_host() (RFC 7208 §2.6, §4): the result, its explanation, its cost and its trace.

    ``ip`` is the address as given; ``domain``, ``sender`` and ``helo`` are the identities that were used.
    ``lookups`` counts terms that ask DNS, ``void_lookups`` void ones (RFC 7208 §4.6.4). A NamedTuple, because a
    million are made at a time, and a frozen dataclass takes several times longer to make.
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
    log: Log

    @property
    def trace(self) -> CheckTrace:
        """The whole way to the result."""
        return self.log.trace()

    @property
    def path(self) -> tuple[TermTrace, ...]:
        """The deciding terms from the outermost to the innermost; empty where no term decided."""
        path: list[TermTrace] = []
        check: CheckTrace | None = self.trace
        while check and (term := check.deciding):
            path.append(term)
            check = term.nested
        return tuple(path)

    def __repr__(self) -> str:
        return f"Evaluation(result={self.result!r}, ip={self.ip!r}, trace={self.trace!r})"


def _decides(term: TermTrace) -> bool:
    # An exp that was followed explains a result, and decides none: only a redirect has a nested check.
    return term.outcome in {"match", "error"} or (term.outcome == "followed" and term.nested is not None)
