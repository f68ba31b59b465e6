"""check_host() of RFC 7208 §4 as a Flow: it asks in the order of the RFC and counts as the RFC counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailmend.flow import Answer, Answers, Flow, ask, ask_one, question
from mailmend.spf.addresses import Address, parse_address, parse_ip4, parse_ip6
from mailmend.spf.explain import explain, parse_explanation
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.macro import MacroString, Values, expand_domain, values_for
from mailmend.spf.names import ends_with, is_checkable, is_queryable, presentation, to_ascii
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Modifier, Record
from mailmend.spf.result import Result
from mailmend.spf.select import select, unavailable
from mailmend.spf.trace import CheckTrace, Evaluation, TermOutcome, TermTrace, faulty, missed, unread


def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str,
    *,
    receiver: str = "unknown",
    now: datetime | None = None,
    limits: Limits = RFC7208,
) -> Flow[Evaluation]:
    """Whether the host at ``ip`` may send mail as ``sender``, by the SPF record of ``domain`` (RFC 7208 §4).

    ``sender`` is a mail address, ``""`` for the null reverse-path; ``helo`` is a host name. ``receiver`` and ``now``
    fill ``%{r}`` and ``%{t}`` of an explanation; without ``now`` an explanation that wants ``%{t}`` is left out.
    Raises :class:`~mailmend.errors.UsageError` where ``ip`` is not an IP address, and nothing else.
    """
    name = to_ascii(domain)
    values = values_for(name, sender, helo, parse_address(ip), receiver=receiver, now=now)
    check = _Check(values, limits)
    trace = yield from check.host(name, outermost=True)
    return Evaluation(
        result=trace.result,
        ip=ip,
        domain=name,
        sender=sender,
        helo=helo,
        explanation=check.explanation,
        lookups=check.lookups,
        void_lookups=check.voids,
        problem=trace.problem,
        trace=trace,
    )


class _Check:
    """The counters of one check and its recursion (RFC 7208 §4.6.4: limits hold for the whole of it)."""

    __slots__ = ("explanation", "ip", "limits", "lookups", "values", "voids")

    def __init__(self, values: Values, limits: Limits) -> None:
        self.values = values
        self.limits = limits
        self.ip: Address = values.ip
        self.lookups = 0
        self.voids = 0
        self.explanation: str | None = None

    def host(self, domain: str, *, outermost: bool) -> Flow[CheckTrace]:
        """check_host() for ``domain``; ``outermost`` unless it is inside an include (RFC 7208 §6.2: no exp there)."""
        # RFC 7208 §4.3
        if not is_checkable(domain):
            return CheckTrace(domain=domain, result=Result.NONE)
        answer = yield from ask_one(presentation(domain), "TXT")
        record, problem = select(domain, answer)
        if record is None:
            result = problem.result if problem else Result.NONE
            return CheckTrace(domain=domain, result=result, answer=answer, problem=problem)
        if problem:
            terms = faulty(domain, record)
            return CheckTrace(
                domain=domain, result=problem.result, answer=answer, record=record, terms=terms, problem=problem
            )
        return (yield from self._evaluate(domain, answer, record, outermost=outermost))

    def _evaluate(self, domain: str, answer: Answer, record: Record, *, outermost: bool) -> Flow[CheckTrace]:
        """RFC 7208 §4.6: the directives from left to right; §4.7: redirect, or neutral, where none matches."""
        terms = list(unread(domain, record))
        result, problem = Result.NEUTRAL, None
        for index, term in enumerate(record.terms):
            if not isinstance(term, Directive):
                continue
            if term.network or term.name == "all":
                # RFC 7208 §5.1, §5.6: no DNS. Such terms are most of all terms, so they take the short way.
                if not self._is_within(term):
                    terms[index] = missed(domain, record, index, self.lookups)
                    continue
                trace = TermTrace(domain=domain, term=term, outcome="match", total_lookups=self.lookups)
            else:
                trace = yield from self._by_asking(domain, term)
            terms[index] = trace
            if trace.outcome != "no-match":
                problem = trace.problem
                result = problem.result if problem else term.qualifier
                break
        else:
            if record.redirect:
                trace = yield from self._redirect(domain, record.redirect, outermost=outermost)
                terms[_index(record, record.redirect)] = trace
                result, problem = _result_of_redirect(trace), trace.problem
                # RFC 7208 §6.2: after a redirect the exp of this record is not used.
                outermost = False
        if result is Result.FAIL and outermost and record.exp:
            terms[_index(record, record.exp)] = yield from self._explain(domain, record.exp)
        return CheckTrace(
            domain=domain, result=result, answer=answer, record=record, terms=tuple(terms), problem=problem
        )

    def _is_within(self, term: Directive) -> bool:
        network, ip = term.network, self.ip
        if network is None:
            return True
        return network.family == ip.family and network.first <= ip.value <= network.last

    def _by_asking(self, domain: str, term: Directive) -> Flow[TermTrace]:
        """``include``, ``a``, ``mx``, ``ptr`` and ``exists``: counted before they are evaluated."""
        lookups, voids = self.lookups, self.voids
        step = _Step(domain, term)
        if self._counted(step):
            step.target = yield from self._expanded(step, term.domain)
            if term.name == "include":
                yield from self._include(step)
            elif step.target_is_queryable:
                yield from self._ask(step, term)
        return step.trace(self.lookups - lookups, self.voids - voids, self.lookups)

    def _ask(self, step: _Step, term: Directive) -> Flow[None]:
        match term.name:
            case "a":
                yield from self._a(step, term)
            case "mx":
                yield from self._mx(step, term)
            case "exists":
                yield from self._exists(step)
            case _:
                yield from self._ptr(step)

    def _counted(self, step: _Step) -> bool:
        # RFC 7208 §4.6.4
        self.lookups += 1
        if self.lookups <= self.limits.lookups:
            return True
        return step.fail("too-many-lookups", str(self.lookups))

    def _usable(self, step: _Step, answer: Answer, *, counts: bool = True) -> bool:
        """Whether ``answer`` holds data; if it does not, the step has its outcome, and a void lookup is counted."""
        step.asked.append(answer)
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

    def _a(self, step: _Step, term: Directive) -> Flow[None]:
        # RFC 7208 §5.3
        answer = yield from ask_one(presentation(step.target), self._address_type)
        if self._usable(step, answer):
            step.matched = holds(answer, term, self.ip)

    def _mx(self, step: _Step, term: Directive) -> Flow[None]:
        # RFC 7208 §5.4
        answer = yield from ask_one(presentation(step.target), "MX")
        if not self._usable(step, answer):
            return
        if len(answer.data) > self.limits.mx:
            step.fail("too-many-mx", str(len(answer.data)), answer)
            return
        for found in (yield from ask(*(question(host, self._address_type) for host in mail_hosts(answer)))):
            if self._usable(step, found, counts=self.limits.host_voids):
                step.matched = holds(found, term, self.ip)
            if step.matched or step.problem:
                return

    def _exists(self, step: _Step) -> Flow[None]:
        # RFC 7208 §5.7: type A for IPv6 as well.
        answer = yield from ask_one(presentation(step.target), "A")
        step.matched = self._usable(step, answer)

    def _ptr(self, step: _Step) -> Flow[None]:
        # RFC 7208 §5.5: a DNS error on the PTR query is no match.
        answer = yield from ask_one(self.ip.reverse_name, "PTR")
        if answer.outcome == "unavailable":
            step.asked.append(answer)
        elif self._usable(step, answer):
            names = [name for name in self._names(answer) if ends_with(name, step.target)]
            step.matched = bool((yield from self._validated(step, names)))

    def _include(self, step: _Step) -> Flow[None]:
        # RFC 7208 §5.2; RFC 8616 §4: a local part beyond ASCII matches nothing.
        if not step.target.isascii():
            return
        step.nested = yield from self.host(step.target, outermost=False)
        step.asked += _asked(step.nested)
        step.matched = step.nested.result is Result.PASS
        step.problem = step.nested.problem
        if step.nested.result is Result.NONE:
            step.fail("include-without-record", step.target, step.nested.answer)

    def _redirect(self, domain: str, term: Modifier, *, outermost: bool) -> Flow[TermTrace]:
        # RFC 7208 §6.1
        lookups, voids = self.lookups, self.voids
        step = _Step(domain, term)
        if self._counted(step):
            step.target = yield from self._expanded(step, term.value)
            step.nested = yield from self.host(step.target, outermost=outermost)
            step.asked += _asked(step.nested)
            step.problem = step.nested.problem
            if step.nested.result is Result.NONE:
                step.fail("redirect-without-record", step.target, step.nested.answer)
        return step.trace(self.lookups - lookups, self.voids - voids, self.lookups)

    def _explain(self, domain: str, exp: Modifier) -> Flow[TermTrace]:
        # RFC 7208 §6.2: its questions are outside all limits, and whatever goes wrong there is no explanation.
        step = _Step(domain, exp)
        step.target = yield from self._expanded(step, exp.value)
        if step.target_is_queryable:
            answer = yield from ask_one(presentation(step.target), "TXT")
            step.asked.append(answer)
            string = parse_explanation(answer)
            if string:
                self.explanation = explain(string, (yield from self._values(step, string)))
        return step.trace(0, 0, self.lookups)

    def _expanded(self, step: _Step, string: MacroString | None) -> Flow[str]:
        """The target-name of a term: ``<domain>`` where none is given (RFC 7208 §4.8)."""
        if string is None:
            return step.domain
        return expand_domain(string, (yield from self._values(step, string)))

    def _values(self, step: _Step, string: MacroString) -> Flow[Values]:
        values = self.values if step.domain == self.values.domain else replace(self.values, domain=step.domain)
        if "p" not in string.letters:
            return values
        # RFC 7208 §7.3: the validated name that is the domain, else one below it, else any, else "unknown".
        answer = yield from ask_one(self.ip.reverse_name, "PTR")
        step.asked.append(answer)
        names = yield from self._validated(step, self._names(answer))
        near = [name for name in names if ends_with(name, step.domain)]
        exact = [name for name in near if name.lower() == step.domain.lower()]
        return replace(values, validated=next(iter((*exact, *near, *names)), "unknown"))

    def _names(self, answer: Answer) -> list[str]:
        # RFC 7208 §4.6.4: of more PTR names than the limit only the first are looked at.
        return [str(name).removesuffix(".") for name in answer.data[: self.limits.ptr] if str(name) not in {"", "."}]

    def _validated(self, step: _Step, names: list[str]) -> Flow[list[str]]:
        """Those of ``names`` that resolve to the client's address (RFC 7208 §5.5)."""
        answers: Answers = ()
        if names:
            answers = yield from ask(*(question(name, self._address_type) for name in names))
        step.asked += answers
        return [name for name, answer in zip(names, answers, strict=True) if self.ip in addresses(answer)]

    @property
    def _address_type(self) -> str:
        # RFC 7208 §5: A for an IPv4 client, AAAA for an IPv6 client.
        return "A" if self.ip.family == 4 else "AAAA"


class _Step:
    """One term while it is evaluated: what it found so far."""

    __slots__ = ("asked", "domain", "matched", "nested", "problem", "target", "term")

    def __init__(self, domain: str, term: Directive | Modifier) -> None:
        self.domain = domain
        self.term = term
        self.target = ""
        self.asked: list[Answer] = []
        self.matched = False
        self.problem: Problem | None = None
        self.nested: CheckTrace | None = None

    @property
    def target_is_queryable(self) -> bool:
        # RFC 7208 §4.8: a name that DNS cannot hold is treated as one that does not exist.
        return is_queryable(self.target)

    def fail(self, kind: str, detail: str, answer: Answer | None = None) -> bool:
        """Note the problem that ends the check; False, so that callers may say it in one line."""
        self.problem = Problem(
            kind=kind, domain=self.domain, term=self.term.text, span=self.term.span, detail=detail, answer=answer
        )
        return False

    def trace(self, lookups: int, void_lookups: int, total_lookups: int) -> TermTrace:
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
            asked=tuple(self.asked),
            lookups=lookups,
            void_lookups=void_lookups,
            total_lookups=total_lookups,
            nested=self.nested,
            problem=self.problem,
        )


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


def _index(record: Record, modifier: Modifier) -> int:
    return next(index for index, term in enumerate(record.terms) if term is modifier)


def _asked(nested: CheckTrace) -> tuple[Answer, ...]:
    return (nested.answer,) if nested.answer else ()


def _result_of_redirect(trace: TermTrace) -> Result:
    if trace.problem:
        return trace.problem.result
    return trace.nested.result if trace.nested else Result.NEUTRAL
