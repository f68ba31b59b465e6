"""Evaluate an SPF record for all addresses at once: the partition of the address space into regions of one answer.

The record tree is walked once for each family, as check_host() walks it for one address, but with a sorted list of
the segments of address space that are still undecided. Each segment carries its own counters, because an address
that leaves an include early has asked less than its neighbour, so that limits depend on the address.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from mailmend.flow import Answer, Answers, Flow, Question, ask, question, recorded, together
from mailmend.spf.addresses import BITS, FAMILIES, Address, Family, Network, network
from mailmend.spf.ahead import PER_ADDRESS, look_everywhere
from mailmend.spf.check import addresses, mail_hosts
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.macro import MacroString, Values, as_domain, expand_domain, values_for
from mailmend.spf.names import is_checkable, is_queryable, presentation, to_ascii
from mailmend.spf.policy import Path, Policy, Region
from mailmend.spf.record import Directive, Malformed, Modifier, Record
from mailmend.spf.result import Result
from mailmend.spf.select import select

# What a partition does at most: distinct questions, and segments looked at by terms that ask.
MOST_QUESTIONS = 100
MOST_WORK = 1_000_000

# What each term asks first; "" is A or AAAA after the family.
_FIRST_QUESTION = {"include": "TXT", "redirect": "TXT", "a": "", "mx": "MX", "exists": "A"}

# first, last, lookups, void lookups
_Segment: TypeAlias = tuple[int, int, int, int]
_Decided: TypeAlias = tuple[_Segment, Result | None, Path]


def partition(
    domain: str,
    sender: str,
    helo: str,
    *,
    now: datetime | None = None,
    limits: Limits = RFC7208,
    ahead: bool = True,
) -> Flow[Policy]:
    """What check_host() says about every IPv4 and every IPv6 address, for one domain, sender and HELO name.

    It looks ``ahead``, so that DNS is asked in few rounds; who knows all answers already saves a third without it.

    Asks at most :data:`MOST_QUESTIONS` questions; beyond, what is undecided has no result and the policy is
    incomplete. IPv4-mapped IPv6 addresses are IPv4 addresses (RFC 7208 §5): :meth:`Policy.at` knows.
    """
    name = to_ascii(domain)
    budget = _Budget()
    walks = [_Walk(values_for(name, sender, helo, Address(f, 0), now=now), limits, budget) for f in FAMILIES]
    identity, families = (name, sender, helo), FAMILIES if ahead else ()
    scouts = [look_everywhere(identity, family, limits, now, budget.questions) for family in families]
    decided, answers = yield from recorded(_walked(name, scouts, walks))
    regions = tuple(region for walk, found in zip(walks, decided, strict=True) for region in walk.regions(found))
    ttls = [answer.ttl for answer in answers if answer.ttl is not None]
    return Policy(
        domain=name,
        sender=sender,
        helo=helo,
        limits=limits,
        regions=regions,
        dynamic=tuple(dict.fromkeys(term for walk in walks for term in walk.dynamic)),
        incomplete=budget.spent,
        ttl=min(ttls, default=None),
    )


def _walked(name: str, scouts: list[Flow[None]], walks: list[_Walk]) -> Flow[tuple[list[_Decided], ...]]:
    """The scouts ask in few rounds what the walks then find known."""
    yield from together(scouts)
    return (yield from together([walk.host(name, walk.everything) for walk in walks]))


class _Budget:
    """What both walks may still do, together."""

    def __init__(self) -> None:
        self.questions: set[Question] = set()
        self.work = 0

    @property
    def spent(self) -> bool:
        return self.work > MOST_WORK or len(self.questions) > MOST_QUESTIONS

    def allows(self, questions: Iterable[Question], work: int) -> bool:
        self.questions.update(questions)
        self.work += work
        return not self.spent


class _Walk:
    """The walk of one family."""

    def __init__(self, values: Values, limits: Limits, budget: _Budget) -> None:
        self.values = values
        self.limits = limits
        self.budget = budget
        self.family: Family = values.ip.family
        self.everything: list[_Segment] = [(0, (1 << BITS[self.family]) - 1, 0, 0)]
        self.dynamic: list[str] = []

    def host(self, domain: str, live: list[_Segment]) -> Flow[list[_Decided]]:
        """check_host() of ``domain`` for all ``live`` segments; what it returns covers exactly these, in any order."""
        if not is_checkable(domain):
            return _all(live, Result.NONE)
        questions = (question(presentation(domain), "TXT"),)
        if not self.budget.allows(questions, len(live)):
            return _all(live, None)
        (answer,) = yield from ask(*questions)
        record, problem = select(domain, answer)
        if record is None:
            return _all(live, problem.result if problem else Result.NONE)
        if problem and not self.limits.late_errors:
            return _all(live, problem.result, ((domain, _first_fault(record)),))
        return (yield from self._record(domain, record, list(live)))

    def regions(self, decided: list[_Decided]) -> list[Region]:
        """``decided`` in order, neighbours of one answer joined."""
        joined: list[tuple[int, int, tuple[int, int, Result | None, Path]]] = []
        for (first, last, lookups, voids), result, path in sorted(decided, key=lambda each: each[0][0]):
            said = (lookups, voids, result, path)
            if joined and joined[-1][2] == said:
                first = joined.pop()[0]  # noqa: PLW2901  the region begins there
            joined.append((first, last, said))
        return [
            Region(
                family=self.family,
                first=first,
                last=last,
                result=result,
                path=path,
                lookups=lookups,
                void_lookups=voids,
            )
            for first, last, (lookups, voids, result, path) in joined
        ]

    def _record(self, domain: str, record: Record, live: list[_Segment]) -> Flow[list[_Decided]]:
        decided: list[_Decided] = []
        for term, place in zip(record.terms, record.networks, strict=True):
            if not live:
                return decided
            if isinstance(term, Modifier):
                continue
            if isinstance(term, Malformed) or (record.problems and record.fault(term)):
                # Reached only where Limits.late_errors lets a record with errors be evaluated.
                return decided + _all(live, Result.PERMERROR, ((domain, term.text),))
            inside: list[_Segment] = []
            if place:
                if place.family == self.family:
                    inside = _carve(live, place)
            elif term.name == "all":
                inside, live = live, []
            else:
                step = _Step(self, domain, term, live)
                yield from step.directive(term)
                decided += step.decided
                live = step.live
            decided += _all(inside, term.qualifier, ((domain, term.text),))
        if record.problems and live:
            return decided + _all(live, Result.PERMERROR, ((domain, _first_fault(record)),))
        if record.redirect and live:
            step = _Step(self, domain, record.redirect, live)
            yield from step.redirect(record.redirect)
            return decided + step.decided
        return decided + _all(live, Result.NEUTRAL)

    def target(self, domain: str, string: MacroString | None) -> str:
        """The target-name of a term that is the same for every address of this family."""
        if string is None:
            return domain
        if string.literal is not None:
            return as_domain(string.literal)
        return expand_domain(string, replace(self.values, domain=domain))

    @property
    def address_type(self) -> str:
        """RFC 7208 §5: A for IPv4 clients, AAAA for IPv6 clients."""
        return "A" if self.family == 4 else "AAAA"


class _Step:
    """One term that asks DNS, for all segments that reach it: what it decides, and what goes on (``live``)."""

    def __init__(self, walk: _Walk, domain: str, term: Directive | Modifier, live: list[_Segment]) -> None:
        self.walk = walk
        self.limits = walk.limits
        self.domain = domain
        self.term = term
        self.live = live
        self.decided: list[_Decided] = []

    def directive(self, term: Directive) -> Flow[None]:
        """Evaluate an ``include``, ``a``, ``mx``, ``ptr`` or ``exists``."""
        self._count(lookups=1)
        if term.name == "ptr" or (term.domain and term.domain.letters & PER_ADDRESS):
            self._undecidable()
        if not self.live:
            return
        target = self.walk.target(self.domain, term.domain)
        if term.name == "include":
            if target.isascii():
                yield from self._include(term, target)
        elif is_queryable(target):
            questions = question(presentation(target), _FIRST_QUESTION[term.name] or self.walk.address_type)
            for answer in (yield from self._ask((questions,))):
                if self._usable(answer):
                    yield from self._matched(term, answer)

    def redirect(self, term: Modifier) -> Flow[None]:
        """Follow a ``redirect`` with all that is left (RFC 7208 §6.1)."""
        self._count(lookups=1)
        if term.value.letters & PER_ADDRESS:
            self._undecidable()
        if not self.live:
            return
        for segment, result, path in (yield from self.walk.host(self.walk.target(self.domain, term.value), self.live)):
            if result is Result.NONE:
                self._end([segment], Result.PERMERROR)
            else:
                self._end([segment], result, path)

    def _include(self, term: Directive, target: str) -> Flow[None]:
        # RFC 7208 §5.2
        found = yield from self.walk.host(target, self.live)
        live: list[_Segment] = []
        for segment, result, path in found:
            if result is Result.PASS:
                self._end([segment], term.qualifier, path)
            elif result is Result.NONE:
                self._end([segment], Result.PERMERROR)
            elif result in {None, Result.TEMPERROR, Result.PERMERROR}:
                self._end([segment], result, path)
            else:
                live.append(segment)
        self.live = _joined(live)

    def _matched(self, term: Directive, answer: Answer) -> Flow[None]:
        if term.name == "exists":
            self._end(self.live, term.qualifier)
            self.live = []
        elif term.name == "a":
            self._carve(term, answer)
        elif len(answer.data) > self.limits.mx:
            self._all_end(Result.PERMERROR)
        else:
            questions = tuple(question(host, self.walk.address_type) for host in mail_hosts(answer))
            for found in (yield from self._ask(questions)):
                if self.live and self._usable(found, counts=self.limits.host_voids):
                    self._carve(term, found)

    def _ask(self, questions: tuple[Question, ...]) -> Flow[Answers]:
        if not questions:
            return ()
        if self.walk.budget.allows(questions, len(self.live)):
            return (yield from ask(*questions))
        self._all_end(None)
        return ()

    def _usable(self, answer: Answer, *, counts: bool = True) -> bool:
        """Whether ``answer`` holds data; if it does not, everything ends with temperror or counts a void lookup."""
        if answer.outcome == "unavailable":
            self._all_end(Result.TEMPERROR)
        elif not answer.data and counts:
            self._count(voids=1)
        return bool(answer.data)

    def _count(self, *, lookups: int = 0, voids: int = 0) -> None:
        """RFC 7208 §4.6.4: what goes beyond a limit is permerror."""
        most = self.limits.voids
        live: list[_Segment] = []
        for first, last, old_lookups, old_voids in self.live:
            segment = (first, last, old_lookups + lookups, old_voids + voids)
            if segment[2] > self.limits.lookups or (most is not None and segment[3] > most):
                self._end([segment], Result.PERMERROR)
            else:
                live.append(segment)
        self.live = live

    def _carve(self, term: Directive, answer: Answer) -> None:
        prefix = term.prefix4 if self.walk.family == 4 else term.prefix6
        for address in addresses(answer):
            self._end(_carve(self.live, network(address.family, address.value, prefix)), term.qualifier)

    def _undecidable(self) -> None:
        if self.live:
            self.walk.dynamic.append(self.term.text)
        self._all_end(None)

    def _all_end(self, result: Result | None) -> None:
        self._end(self.live, result)
        self.live = []

    def _end(self, segments: list[_Segment], result: Result | None, nested: Path = ()) -> None:
        self.decided += _all(segments, result, ((self.domain, self.term.text), *nested))


def _all(segments: list[_Segment], result: Result | None, path: Path = ()) -> list[_Decided]:
    return [(segment, result, path) for segment in segments]


def _first_fault(record: Record) -> str:
    """The text of the first term with a syntax error; there is one."""
    faults = {problem.term for problem in record.problems}
    return next(term.text for term in record.terms if term.text in faults)


def _carve(live: list[_Segment], network: Network) -> list[_Segment]:
    """Take what lies in ``network`` out of ``live``, which is sorted and stays so."""
    # The first segment that may reach into the network is the last one that begins at or before it.
    begin = max(bisect_right(live, network.first, key=_first) - 1, 0)
    end = bisect_right(live, network.last, lo=begin, key=_first)
    inside: list[_Segment] = []
    outside: list[_Segment] = []
    for first, last, lookups, voids in live[begin:end]:
        if first < network.first:
            outside.append((first, min(last, network.first - 1), lookups, voids))
        if last >= network.first:
            inside.append((max(first, network.first), min(last, network.last), lookups, voids))
        if last > network.last:
            outside.append((network.last + 1, last, lookups, voids))
    live[begin:end] = outside
    return inside


def _joined(live: list[_Segment]) -> list[_Segment]:
    """``live`` in order, neighbours with the same counters made one."""
    joined: list[_Segment] = []
    for first, last, lookups, voids in sorted(live):
        if joined and joined[-1][1:] == (first - 1, lookups, voids):
            joined[-1] = (joined[-1][0], last, lookups, voids)
        else:
            joined.append((first, last, lookups, voids))
    return joined


def _first(segment: _Segment) -> int:
    return segment[0]
