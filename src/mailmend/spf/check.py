"""The evaluation of SPF records (RFC 7208 §4 to §7) for one address: terms, counters and recursion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from mailmend.flow import Answer, Answers, Flow, Question, question
from mailmend.spf.addresses import Address, parse_ip4, parse_ip6
from mailmend.spf.explain import explain, parse_explanation
from mailmend.spf.limits import Limits
from mailmend.spf.log import HostLog, Step
from mailmend.spf.macro import MacroString, Values, as_domain, expand_domain, values_for
from mailmend.spf.names import ends_with, is_checkable, presentation
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Modifier, Record, Stretch
from mailmend.spf.result import Result
from mailmend.spf.select import select, unavailable

# Looked up once: asking an enumeration for a member takes as long as comparing an address with three networks.
_NONE, _NEUTRAL, _PASS, _FAIL = Result.NONE, Result.NEUTRAL, Result.PASS, Result.FAIL


class Ahead(Protocol):
    """What finds answers before they are needed (:func:`mailmend.spf.ahead.look_ahead`)."""

    def __call__(self, check: Check, domain: str, record: Record, *, outermost: bool) -> Flow[dict[Question, Answer]]:
        """The answers to what the evaluation of ``record`` can ask."""


class Check:
    """The counters of one check and its recursion (RFC 7208 §4.6.4: limits hold for the whole of it).

    ``known`` are answers that need not be asked for; ``ahead`` finds the answers that a record can need.
    """

    lookups = voids = 0
    explanation: str | None = None
    known: dict[Question, Answer] | None = None

    def __init__(
        self,
        identity: tuple[str, str, str],
        ip: Address,
        limits: Limits,
        receiver: str = "unknown",
        now: datetime | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        self.identity = identity
        self.ip = ip
        self.limits = limits
        self.receiver = receiver
        self.now = now
        self.ahead = ahead

    def host(self, domain: str, *, outermost: bool) -> Flow[HostLog]:
        """check_host() for ``domain``; ``outermost`` unless it is inside an include (RFC 7208 §6.2: no exp there)."""
        log = HostLog(domain, self.lookups)
        asked = record_question(domain)
        if asked is None:
            return log
        (log.answer,) = (yield from self.ask(asked)) if self.known else (yield (asked,))
        record, problem = select(domain, log.answer)
        log.record = record
        if record is None or (problem and not self.limits.late_errors):
            log.problem, log.result = problem, problem.result if problem else _NONE
            return log
        if self.ahead and record.asks > 1:
            # Once: what lies below this record is known then, and above it there was nothing to ask at once.
            ahead, self.ahead = self.ahead, None
            self.known = yield from ahead(self, domain, record, outermost=outermost)
        # RFC 7208 §4.6: the directives from left to right.
        for stretch in record.stretches:
            term = self._asking(log, record, stretch)
            if term is None:
                break
            if stretch.included is None:
                step = yield from self.directive(domain, term)
            else:
                # The most frequent term by far: what directive() does, without another generator around each record.
                step = self._begun(domain, term)
                nested = None if step.problem else (yield from self.host(stretch.included, outermost=False))
                self._ended(step, nested)
            log.steps[stretch.place] = step
            if step.problem or step.matched:
                log.decided, log.problem = stretch.place, step.problem
                log.result = step.problem.result if step.problem else term.qualifier
                break
        if log.decided is None:
            outermost = yield from self._end(log, record, outermost=outermost)
        if outermost and log.result is _FAIL and record.exp:
            log.steps[_place(record, record.exp)] = yield from self.explain(domain, record.exp)
        return log

    def ask(self, *questions: Question) -> Flow[Answers]:
        """The answers to ``questions``: those that are known, and the rest asked for."""
        known = self.known
        if not known:
            return (yield questions)
        missing = tuple(each for each in questions if each not in known)
        if missing:
            known.update(zip(missing, (yield missing), strict=True))
        return tuple(known[each] for each in questions)

    def _asking(self, log: HostLog, record: Record, stretch: Stretch) -> Directive | None:
        """The directive that must ask DNS; None where the stretch decides without, or the record ends."""
        family, value = self.ip
        for first, last, network in stretch.fours if family == 4 else stretch.sixes:
            # RFC 7208 §5.6
            if first <= value <= last:
                log.decided, log.result = network, record.qualifier(network)
                return None
        if record.problems and stretch.term and (fault := record.fault(stretch.term)):
            self._fault(log, stretch.place, fault)
            return None
        if stretch.default:
            # RFC 7208 §5.1
            log.decided, log.result = stretch.place, stretch.default
        return stretch.asking

    def _fault(self, log: HostLog, place: int, fault: Problem) -> None:
        """A syntax error that is met on the way (:attr:`Limits.late_errors`) decides."""
        log.decided, log.problem = place, replace(fault, domain=log.domain, answer=log.answer)
        log.result = fault.result

    def _end(self, log: HostLog, record: Record, *, outermost: bool) -> Flow[bool]:
        """RFC 7208 §4.7: redirect, or neutral, where no directive matched; whether an exp here may be used."""
        log.result = _NEUTRAL
        if record.problems:
            # Nothing matched, so the errors of modifiers are met at the end.
            fault = record.problems[0]
            self._fault(log, record.tokens.index(fault.term or ""), fault)
        elif record.redirect:
            step = log.steps[_place(record, record.redirect)] = yield from self.redirect(
                log.domain, record.redirect, outermost=outermost
            )
            log.problem = step.problem
            if step.problem:
                log.result = step.problem.result
            elif step.nested:
                log.result = step.nested.result
            # RFC 7208 §6.2: after a redirect the exp of this record is not used.
            return False
        return outermost

    def directive(self, domain: str, term: Directive) -> Flow[Step]:
        """``include``, ``a``, ``mx``, ``ptr`` and ``exists``: counted before they are evaluated."""
        step = self._begun(domain, term)
        nested = None
        if not step.problem:
            step.target = (yield from self._expanded(step, term.domain)) if term.domain else domain
            if term.name == "include":
                # RFC 7208 §5.2; RFC 8616 §4: a local part beyond ASCII matches nothing.
                if step.target.isascii():
                    nested = yield from self.host(step.target, outermost=False)
            elif step.target_is_queryable:
                yield from self._ask(step, term)
        self._ended(step, nested)
        return step

    def redirect(self, domain: str, term: Modifier, *, outermost: bool) -> Flow[Step]:
        """RFC 7208 §6.1: the check goes on with another record."""
        step = self._begun(domain, term)
        nested = None
        if not step.problem:
            step.target = yield from self._expanded(step, term.value)
            nested = yield from self.host(step.target, outermost=outermost)
        self._ended(step, nested)
        return step

    def _begun(self, domain: str, term: Directive | Modifier) -> Step:
        step = Step(domain, term)
        step.lookups, step.void_lookups = self.lookups, self.voids
        # RFC 7208 §4.6.4
        self.lookups += 1
        if self.lookups > self.limits.lookups:
            step.fail("too-many-lookups", str(self.lookups))
        return step

    def _ended(self, step: Step, nested: HostLog | None) -> None:
        """Note what the step cost, and what the check of another record means for it."""
        step.lookups = self.lookups - step.lookups
        step.void_lookups = self.voids - step.void_lookups
        step.total_lookups = self.lookups
        if nested:
            step.nested, step.target = nested, nested.domain
            step.problem = nested.problem
            # RFC 7208 §5.2
            if nested.result is _PASS:
                step.matched = True
            elif nested.result is _NONE:
                step.fail(f"{step.term.name}-without-record", step.target, nested.answer)

    def _ask(self, step: Step, term: Directive) -> Flow[None]:
        match term.name:
            case "a":
                yield from self._a(step, term)
            case "mx":
                yield from self._mx(step, term)
            case "exists":
                yield from self._exists(step)
            case _:
                yield from self._ptr(step)

    def _usable(self, step: Step, answer: Answer, *, counts: bool = True) -> bool:
        """Whether ``answer`` holds data; if it does not, the step has its outcome, and a void lookup is counted."""
        step.asked += (answer,)
        if answer.outcome == "unavailable":
            # RFC 7208 §5: a DNS error ends the check with temperror.
            step.problem = unavailable(step.domain, step.term.text, answer)
            return False
        if answer.data:
            return True
        if counts:
            self.voids += 1
            if self.limits.voids is not None and self.voids > self.limits.voids:
                step.fail("too-many-voids", answer.question.name, answer)
        return False

    def _a(self, step: Step, term: Directive) -> Flow[None]:
        # RFC 7208 §5.3
        (answer,) = yield from self.ask(question(presentation(step.target), self._address_type))
        if self._usable(step, answer):
            step.matched = holds(answer, term, self.ip)

    def _mx(self, step: Step, term: Directive) -> Flow[None]:
        # RFC 7208 §5.4
        (answer,) = yield from self.ask(question(presentation(step.target), "MX"))
        if not self._usable(step, answer):
            return
        if len(answer.data) > self.limits.mx:
            step.fail("too-many-mx", str(len(answer.data)), answer)
            return
        for found in (yield from self.ask(*(question(host, self._address_type) for host in mail_hosts(answer)))):
            if self._usable(step, found, counts=self.limits.host_voids):
                step.matched = holds(found, term, self.ip)
            if step.matched or step.problem:
                return

    def _exists(self, step: Step) -> Flow[None]:
        # RFC 7208 §5.7: type A for IPv6 as well.
        (answer,) = yield from self.ask(question(presentation(step.target), "A"))
        step.matched = self._usable(step, answer)

    def _ptr(self, step: Step) -> Flow[None]:
        # RFC 7208 §5.5: a DNS error on the PTR query is no match.
        (answer,) = yield from self.ask(question(self.ip.reverse_name, "PTR"))
        if answer.outcome == "unavailable":
            step.asked += (answer,)
        elif self._usable(step, answer):
            names = [name for name in self._names(answer) if ends_with(name, step.target)]
            step.matched = bool((yield from self._validated(step, names)))

    def explain(self, domain: str, exp: Modifier) -> Flow[Step]:
        """RFC 7208 §6.2: its questions are outside all limits, and whatever goes wrong there is no explanation."""
        step = Step(domain, exp)
        step.total_lookups = self.lookups
        step.target = yield from self._expanded(step, exp.value)
        if step.target_is_queryable:
            (answer,) = yield from self.ask(question(presentation(step.target), "TXT"))
            step.asked += (answer,)
            string = parse_explanation(answer)
            if string:
                self.explanation = explain(string, (yield from self._values(step, string)))
        return step

    def _expanded(self, step: Step, string: MacroString) -> Flow[str]:
        """The target-name of a term (RFC 7208 §4.8)."""
        if string.literal is not None:
            return as_domain(string.literal)
        return expand_domain(string, (yield from self._values(step, string)))

    def _values(self, step: Step, string: MacroString) -> Flow[Values]:
        name, sender, helo = self.identity
        values = values_for(name, sender, helo, self.ip, receiver=self.receiver, now=self.now)
        if step.domain != name:
            values = replace(values, domain=step.domain)
        if "p" not in string.letters:
            return values
        # RFC 7208 §7.3: the validated name that is the domain, else one below it, else any, else "unknown".
        (answer,) = yield from self.ask(question(self.ip.reverse_name, "PTR"))
        step.asked += (answer,)
        names = yield from self._validated(step, self._names(answer))
        near = [name for name in names if ends_with(name, step.domain)]
        exact = [name for name in near if name.lower() == step.domain.lower()]
        return replace(values, validated=next(iter((*exact, *near, *names)), "unknown"))

    def _names(self, answer: Answer) -> list[str]:
        # RFC 7208 §4.6.4: of more PTR names than the limit only the first are looked at.
        return [str(name).removesuffix(".") for name in answer.data[: self.limits.ptr] if str(name) not in {"", "."}]

    def _validated(self, step: Step, names: list[str]) -> Flow[list[str]]:
        """Those of ``names`` that resolve to the client's address (RFC 7208 §5.5)."""
        answers: Answers = ()
        if names:
            answers = yield from self.ask(*(question(name, self._address_type) for name in names))
        step.asked += answers
        return [name for name, answer in zip(names, answers, strict=True) if self.ip in addresses(answer)]

    @property
    def _address_type(self) -> str:
        # RFC 7208 §5: A for an IPv4 client, AAAA for an IPv6 client.
        return "A" if self.ip.family == 4 else "AAAA"


@lru_cache(maxsize=1024)
def record_question(domain: str) -> Question | None:
    """The question for the record of ``domain``; None where check_host() may not go on with it (RFC 7208 §4.3)."""
    return question(presentation(domain), "TXT") if is_checkable(domain) else None


def addresses(answer: Answer) -> tuple[Address, ...]:
    """The addresses of an A or AAAA answer; what is none is left out."""
    if answer.question.type == "A":
        return tuple(Address(4, value) for text in answer.data if (value := parse_ip4(text)) is not None)
    return tuple(Address(6, value) for text in answer.data if (value := parse_ip6(text)) is not None)


def mail_hosts(answer: Answer) -> tuple[str, ...]:
    """The hosts of an MX answer in order of preference (RFC 7208 §5.4), a null MX (RFC 7505) left out."""
    return tuple(host for _, host in sorted(answer.data, key=lambda mx: mx[0]) if host not in {"", "."})


def holds(answer: Answer, term: Directive, ip: Address) -> bool:
    """Whether ``ip`` is within the term's cidr-length of an address of ``answer``."""
    host_bits = 32 - term.prefix4 if ip.family == 4 else 128 - term.prefix6
    return any(found.value >> host_bits == ip.value >> host_bits for found in addresses(answer))


def _place(record: Record, modifier: Modifier) -> int:
    return next(place for place, term in record.others.items() if term is modifier)
