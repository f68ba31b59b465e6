"""The notes that an evaluation takes, and the trace that is made from them when it is wanted.

A check of one address decides in microseconds; the objects of its trace take ten times as long to make. So the
evaluator notes only what cannot be known later: what was asked, and which term decided.
"""

from __future__ import annotations

from mailmend.flow import Answer, Answers
from mailmend.spf.names import is_queryable
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Modifier, Record, Term
from mailmend.spf.result import Result
from mailmend.spf.trace import CheckTrace, TermOutcome, TermTrace


class HostLog:
    """One check_host(): what its TXT question brought, and what its terms did.

    ``decided`` is the index of the term that ended the evaluation, None where the record came to its end.
    ``lookups`` counts those before it began. ``steps`` are the terms that asked DNS, by index.
    """

    # What most checks never set stands here: an attribute that is not set costs nothing.
    result = Result.NONE
    answer: Answer | None = None
    record: Record | None = None
    problem: Problem | None = None
    decided: int | None = None
    _trace: CheckTrace | None = None

    def __init__(self, domain: str, lookups: int) -> None:
        self.domain = domain
        self.lookups = lookups
        self.steps: dict[int, Step] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HostLog) and self.trace() == other.trace()

    def __hash__(self) -> int:
        return hash((self.domain, self.result))

    def trace(self) -> CheckTrace:
        """The trace of this check and of all within it."""
        if self._trace is None:
            self._trace = CheckTrace(
                domain=self.domain,
                result=self.result,
                answer=self.answer,
                record=self.record,
                terms=self._terms(self.record) if self.record else (),
                problem=self.problem,
            )
        return self._trace

    def _terms(self, record: Record) -> tuple[TermTrace, ...]:
        total = self.lookups
        traces: list[TermTrace] = []
        for index, term in enumerate(record.terms):
            step = self.steps.get(index)
            if step:
                total = step.total_lookups
                traces.append(step.trace())
                continue
            outcome = self._outcome(index, term, record)
            reached = outcome in {"match", "no-match"}
            traces.append(
                TermTrace(domain=self.domain, term=term, outcome=outcome, total_lookups=total if reached else 0)
            )
        return tuple(traces)

    def _outcome(self, index: int, term: Term, record: Record) -> TermOutcome:
        """What became of a term that asked nothing."""
        if self.decided is None and self.problem and record.fault(term):
            # RFC 7208 §4.6: a record with syntax errors is not evaluated.
            return "error"
        if index == self.decided:
            return "error" if self.problem else "match"
        if isinstance(term, Modifier):
            # RFC 7208 §6: unrecognized modifiers must be ignored.
            return "not-reached" if term.name in {"redirect", "exp"} else "ignored"
        return "no-match" if self._passed(index, record) else "not-reached"

    def _passed(self, index: int, record: Record) -> bool:
        """Whether the evaluation looked at the directive at ``index`` and went on."""
        if self.decided is None:
            return self.problem is None or bool(self.steps)
        return index < self.decided or isinstance(record.terms[self.decided], Modifier)


class Step:
    """One term while it is evaluated, and after: what it found."""

    target = ""
    asked: Answers = ()
    matched = False
    problem: Problem | None = None
    nested: HostLog | None = None
    lookups = void_lookups = total_lookups = 0

    def __init__(self, domain: str, term: Directive | Modifier) -> None:
        self.domain = domain
        self.term = term

    @property
    def target_is_queryable(self) -> bool:
        """RFC 7208 §4.8: a name that DNS cannot hold is treated as one that does not exist."""
        return is_queryable(self.target)

    def fail(self, kind: str, detail: str, answer: Answer | None = None) -> bool:
        """Note the problem that ends the check; False, so that callers may say it in one line."""
        self.problem = Problem(
            kind=kind, domain=self.domain, term=self.term.text, span=self.term.span, detail=detail, answer=answer
        )
        return False

    def trace(self) -> TermTrace:
        """What became of the term."""
        outcome: TermOutcome = "match" if self.matched else "no-match"
        if self.problem:
            outcome = "error"
        elif isinstance(self.term, Modifier):
            outcome = "followed"
        return TermTrace(
            domain=self.domain,
            term=self.term,
            outcome=outcome,
            target=self.target or None,
            asked=(*self.asked, *self._nested_answer()),
            lookups=self.lookups,
            void_lookups=self.void_lookups,
            total_lookups=self.total_lookups,
            nested=self.nested.trace() if self.nested else None,
            problem=self.problem,
        )

    def _nested_answer(self) -> tuple[Answer, ...]:
        return (self.nested.answer,) if self.nested and self.nested.answer else ()
