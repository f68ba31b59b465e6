"""Asking ahead: what the terms of a record can need, in as few rounds as the tree of its records is deep.

A scout goes all ways at once where the check goes one after the other, and keeps nothing but the answers: the check
that follows finds them known. So results, counts and traces cannot depend on it.
"""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Answer, Flow, Question, recorded, together
from mailmend.spf.check import Check, record_question
from mailmend.spf.log import HostLog
from mailmend.spf.record import Directive, Malformed, Record
from mailmend.spf.result import Result
from mailmend.spf.select import select

# A scout looks at twice as many terms as a check may: at some because it cannot know which will match, and not at
# all that a hostile tree holds.
MOST_TERMS = 2


def look_ahead(check: Check, domain: str, record: Record, *, outermost: bool) -> Flow[dict[Question, Answer]]:
    """The answers to all that ``record`` and the records below it can need (:data:`~mailmend.spf.check.Ahead`)."""
    limits = replace(check.limits, lookups=MOST_TERMS * check.limits.lookups, voids=None, late_errors=False)
    scout = _Scout(check.identity, check.ip, limits, receiver=check.receiver, now=check.now)
    _, answers = yield from recorded(scout.all_terms(domain, record, outermost=outermost))
    return {answer.question: answer for answer in answers}


class _Scout(Check):
    """Evaluates all terms at once, each as if those before it did not match; its limits bound what it asks."""

    seen: frozenset[str] = frozenset()

    def host(self, domain: str, *, outermost: bool) -> Flow[HostLog]:
        """Look at the record of ``domain`` and at all that it leads to."""
        log = HostLog(domain, 0)
        asked = record_question(domain)
        if asked is None or domain in self.seen:
            return log
        self.seen |= {domain}
        (answer,) = yield from self.ask(asked)
        record, problem = select(domain, answer)
        if record and not problem:
            yield from self.all_terms(domain, record, outermost=outermost)
        return log

    def all_terms(self, domain: str, record: Record, *, outermost: bool) -> Flow[None]:
        """Evaluate the terms of ``record`` that the client's address can reach, in lockstep."""
        directives, last = self._reachable(record)
        flows: list[Flow[object]] = [self.directive(domain, term) for term in directives[: self.limits.lookups]]
        if last is None and record.redirect:
            flows.append(self.redirect(domain, record.redirect, outermost=outermost))
        elif outermost and record.exp and Result.FAIL in {last, *(term.qualifier for term in directives)}:
            flows.append(self.explain(domain, record.exp))
        yield from together(flows)

    def _reachable(self, record: Record) -> tuple[list[Directive], Result | None]:
        """The directives that ask, up to the one that matches for certain; the result of that one, None for none."""
        family, value = self.ip
        asking: list[Directive] = []
        for fours, sixes, _, term in record.stretches:
            for first, last, index in fours if family == 4 else sixes:
                if first <= value <= last:
                    return asking, record.qualifier(index)
            if term is None or isinstance(term, Malformed):
                break
            if term.name == "all":
                return asking, term.qualifier
            asking.append(term)
        return asking, None
