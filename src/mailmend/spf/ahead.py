"""Asking ahead: what the terms of a record can need, in as few rounds as the tree of its records is deep.

A scout goes all ways at once where the check goes one after the other, and keeps nothing but the answers: the check
that follows finds them known. So results, counts and traces cannot depend on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from mailmend.flow import Answer, Answers, Flow, Question, recorded, together, unavailable
from mailmend.spf.addresses import Address, Family
from mailmend.spf.check import Check, record_question
from mailmend.spf.limits import Limits
from mailmend.spf.log import HostLog
from mailmend.spf.record import Directive, Record
from mailmend.spf.result import Result
from mailmend.spf.select import select

# A scout looks at twice as many terms as a check may: at some because it cannot know which will match, and not at
# all that a hostile tree holds. Nor does it ask more than this, which the hosts of a few mx could make many.
MOST_TERMS = 2
MOST_QUESTIONS = 50

# RFC 7208 §7.2: what these stand for differs from address to address (``v`` only from family to family).
PER_ADDRESS = frozenset("ip")


def look_ahead(check: Check, domain: str, record: Record, *, outermost: bool) -> Flow[dict[Question, Answer]]:
    """The answers to all that ``record`` and the records below it can need (:data:`~mailmend.spf.check.Ahead`)."""
    scout = _Scout(check.identity, check.ip, check.limits, receiver=check.receiver, now=check.now)
    _, answers = yield from recorded(scout.all_terms(domain, record, outermost=outermost))
    return {answer.question: answer for answer in answers}


def look_everywhere(
    identity: tuple[str, str, str], family: Family, limits: Limits, now: datetime | None, asked: set[Question]
) -> Flow[None]:
    """Ask for what the evaluation of any address of ``family`` can need; ``asked`` gets the questions."""
    scout = _WideScout(identity, Address(family, 0), limits, now=now)
    scout.asked = asked
    yield from scout.host(identity[0], outermost=False)


@cache
def _wider(limits: Limits) -> Limits:
    """``limits`` as they are where every term is looked at; there are as many as there are readings."""
    return replace(limits, lookups=MOST_TERMS * limits.lookups, voids=None, late_errors=False)


class _Scout(Check):
    """Evaluates all terms at once, each as if those before it did not match; keeps nothing."""

    def __init__(
        self,
        identity: tuple[str, str, str],
        ip: Address,
        limits: Limits,
        *,
        receiver: str = "unknown",
        now: datetime | None = None,
    ) -> None:
        super().__init__(identity, ip, _wider(limits), receiver=receiver, now=now)
        self.most_terms = limits.lookups
        self.seen: set[str] = set()
        self.asked: set[Question] = set()

    def ask(self, *questions: Question) -> Flow[Answers]:
        """The answers to ``questions``; beyond the bound nothing is asked, and nothing remembered."""
        if len(self.asked.union(questions)) > MOST_QUESTIONS:
            return tuple(unavailable(each, "not-recorded") for each in questions)
        self.asked.update(questions)
        return (yield questions)

    def host(self, domain: str, *, outermost: bool) -> Flow[HostLog]:
        """Look at the record of ``domain`` and at all that it leads to."""
        log = HostLog(domain, 0)
        question = record_question(domain)
        if question is None or domain in self.seen:
            return log
        self.seen.add(domain)
        (answer,) = yield from self.ask(question)
        record, problem = select(domain, answer)
        if record and not problem:
            yield from self.all_terms(domain, record, outermost=outermost)
        return log

    def all_terms(self, domain: str, record: Record, *, outermost: bool) -> Flow[None]:
        """Evaluate the terms of ``record`` that the client's address can reach, in lockstep."""
        directives, last = self.reachable(record)
        flows: list[Flow[object]] = [self.directive(domain, term) for term in directives[: self.most_terms]]
        if last is None and record.redirect:
            flows.append(self.redirect(domain, record.redirect, outermost=outermost))
        elif outermost and record.exp and Result.FAIL in {last, *(term.qualifier for term in directives)}:
            flows.append(self.explain(domain, record.exp))
        yield from together(flows)

    def reachable(self, record: Record) -> tuple[list[Directive], Result | None]:
        """The directives that ask, up to the one that matches for certain; the result of that one, None for none."""
        family, value = self.ip
        asking: list[Directive] = []
        for stretch in record.stretches:
            for first, last, place in stretch.fours if family == 4 else stretch.sixes:
                if first <= value <= last:
                    return asking, record.qualifier(place)
            term = stretch.term
            if not isinstance(term, Directive):
                break
            if term.name == "all":
                return asking, term.qualifier
            asking.append(term)
        return asking, None


class _WideScout(_Scout):
    """A scout for all addresses of a family: what asks about each of them is left out."""

    def reachable(self, record: Record) -> tuple[list[Directive], Result | None]:
        """The directives whose questions are the same for every address, up to ``all``."""
        asking: list[Directive] = []
        for stretch in record.stretches:
            term = stretch.term
            if not isinstance(term, Directive):
                break
            if term.name == "all":
                return asking, term.qualifier
            if term.name != "ptr" and not (term.domain and term.domain.letters & PER_ADDRESS):
                asking.append(term)
        if record.redirect and record.redirect.value.letters & PER_ADDRESS:
            return asking, Result.NEUTRAL
        return asking, None
