"""Whether a plan keeps the seven rules, judged from the outside: the edits are made in the world, and looked at there.

Nothing of ``mailmend.remedies`` is used here, and whose an address is, is read from the world's own records.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from mailmend import pipeline
from mailmend.flow import Answer, question, run
from mailmend.model import Applicability, Diagnosis, Forecast, RecordEdit, Source, Told
from mailmend.render import json
from mailmend.render.answer import answer_of, leading
from mailmend.resolvers.names import labels_of
from mailmend.resolvers.world import World
from mailmend.sources.packaged import knowledge
from mailmend.spf import RFC7208, Evaluation, Policy, Result, check_host, compare, parse, partition
from mailmend.spf.addresses import BITS, Address
from tests.peers import pyspf
from tests.properties.worlds import MICROSOFT, RECEIVER, SALESFORCE, SENDGRID, ZONE, Story

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TYPES = ("A", "AAAA", "MX", "TXT", "CNAME", "NS", "CAA")
RELAY_POOL = (("40.95.0.0", "40.95.255.255"), ("52.103.192.0", "52.103.193.255"))
PROBES = 12

Ranges = Sequence[tuple[int, int, int]]


def diagnose(story: Story) -> tuple[Diagnosis, ...]:
    """What mailmend says of ``story``, through the whole main line."""
    told = Told(now=NOW, mine=story.mine, ip=story.asked_ip)
    source = Source(name="-", data=story.bounce.encode())
    return tuple(
        found
        for bounce in pipeline.read(source, knowledge())
        for found in run(pipeline.consider(bounce, told, knowledge()), story.world.resolve)
    )


def violations(story: Story, found: Diagnosis) -> list[str]:
    """Each broken rule of the plan of ``found``, as ``"<number> <what is wrong>"``."""
    return list(_Check(story, found).all())


def unsettled(story: Story, index: int, found: Diagnosis, edits: tuple[RecordEdit, ...] | None = None) -> list[str]:
    """The causes that are still there after each way of the plan of ``found``, or after ``edits``, was followed."""
    ways = [*([found.plan.edits] if found.plan.edits else []), *found.plan.alternatives] if edits is None else [edits]
    leads = {cause.code for cause in found.causes[:1]}
    return [
        f"{cause.code} after {way}"
        for way in ways
        for cause in diagnose(_followed(story, way))[index].causes
        if cause.code in leads
    ]


def answered(story: Story) -> list[str]:
    """What mailmend says of ``story``, byte for byte."""
    return [json.encoded(json.diagnosis(found)) for found in diagnose(story)]


def _followed(story: Story, edits: tuple[RecordEdit, ...]) -> Story:
    """``story`` in a world in which ``edits`` were made."""
    after = copy(story)
    after.world = _edited(story.world, edits)
    return after


def _edited(world: World, edits: tuple[RecordEdit, ...]) -> World:
    for edit in edits:
        world = world.with_rrset(edit.name, edit.type, [_value(edit.type, text) for text in edit.after], 300)
    return world


class _Check:
    """One plan against the story that it was made for."""

    def __init__(self, story: Story, found: Diagnosis) -> None:
        self.story, self.found, self.plan = story, found, found.plan

    def all(self) -> Iterator[str]:
        yield from self.not_dns()
        ways = [*([self.plan.edits] if self.plan.edits else []), *self.plan.alternatives]
        if len(self.plan.forecasts) != len(ways):
            yield f"1 {len(ways)} ways with {len(self.plan.forecasts)} forecasts"
        for index, way in enumerate(ways):
            forecast = self.plan.forecasts[index] if index < len(self.plan.forecasts) else None
            yield from _Way(self.story, way, forecast, index == 0 and bool(self.plan.edits)).all()

    def not_dns(self) -> Iterator[str]:
        lead = leading(self.found)
        innocent = _innocent(self.story, self.found)
        if not (innocent or (lead and lead.dns_innocent)) or (lead and lead.code.startswith("MM-DNS")):
            return
        if "do not change dns" not in answer_of(self.found).happened.lower():
            yield f"5 {innocent}: it does not say so, but: {answer_of(self.found).happened}"
        if self.plan.edits or self.plan.alternatives:
            yield f"5 {innocent}: edits {self.plan.edits or self.plan.alternatives}"


class _Way:
    """One list of edits, made together."""

    def __init__(self, story: Story, edits: tuple[RecordEdit, ...], forecast: Forecast | None, chosen: bool) -> None:
        self.story, self.edits, self.forecast, self.chosen = story, edits, forecast, chosen
        self.main = next((edit for edit in edits if edit.type == "TXT"), edits[0])
        self.old = [text for text in self.main.before if _is_policy(text)]
        self.new = [text for text in self.main.after if _is_policy(text)]

    @cached_property
    def world(self) -> World:
        """The world with the edits made."""
        return _edited(self.story.world, self.edits)

    def all(self) -> Iterator[str]:
        yield from self.whole()
        yield from self.proved()
        yield from self.smallest()
        yield from self.no_strangers()
        yield from self.gains()

    # -- 1 ------------------------------------------------------------------------------------------------------------

    def evaluated(self, world: World, ip: str) -> Evaluation:
        return run(check_host(ip, *self.names, now=NOW), world.resolve)

    @property
    def names(self) -> tuple[str, str, str]:
        """Domain, sender and HELO name as the receiver evaluated them."""
        story = self.story
        domain = story.checked
        sender = f"anna@{story.sender}" if story.identity == "mfrom" else f"postmaster@{domain}"
        return domain, sender, story.helo if story.identity == "helo" and story.helo else domain

    @cached_property
    def policies(self) -> tuple[Policy, Policy]:
        one, two = (run(partition(*self.names, now=NOW), world.resolve) for world in (self.story.world, self.world))
        return one, two

    def proved(self) -> Iterator[str]:
        ip, forecast = self.story.client, self.forecast
        change = compare(*self.policies)
        if ip:
            before, after = self.evaluated(self.story.world, ip), self.evaluated(self.world, ip)
            if after.result is not Result.PASS:
                yield f"1 {ip} gets {after.result} after"
            if forecast and (forecast.client_ip, forecast.before, forecast.after) != (ip, before.result, after.result):
                yield f"1 the forecast for {ip} is wrong: {forecast}"
        if change.lost or change.new_permerror:
            yield f"1 lost {change.lost}, new permerror {change.new_permerror}"
        if forecast and (forecast.gained, forecast.lost) != (change.gained_count, change.lost_count):
            yield f"1 the forecast counts wrongly: {forecast}, {change}"
        if forecast and forecast.lookups_after > 10:
            yield f"1 {forecast.lookups_after} lookups"
        yield from self.sampled()

    def sampled(self) -> Iterator[str]:
        """The evaluator itself, at the borders of what the two records say."""
        by_name = "ptr" in self.story.text
        domain, sender, helo = self.names
        # pyspf takes names as DNS has them.
        sender = f"{sender.rpartition('@')[0]}@{domain}"
        for number, ip in enumerate(_probes(self.policies, self.story)):
            before, after = self.evaluated(self.story.world, ip), self.evaluated(self.world, ip)
            if before.result is Result.PASS and after.result is not Result.PASS:
                yield f"1 {ip} passed, and gets {after.result}"
            if after.result is Result.PERMERROR and before.result is not Result.PERMERROR:
                yield f"1 {ip} got {before.result}, and gets permerror"
            if after.lookups > 10:
                yield f"1 {ip} takes {after.lookups} lookups"
            if number % 4 == 0 and _comparable(after) and not by_name:
                other = pyspf(_Asked(self.world), ip, sender, helo)
                # pyspf reads the whole record, and what it includes, before it evaluates any of it.
                if other not in (after.result, "permerror"):
                    yield f"1 pyspf says {other} for {ip}, not {after.result}"

    # -- 2, 3, 4 ------------------------------------------------------------------------------------------------------

    def no_strangers(self) -> Iterator[str]:
        safe = any(edit.applicability is Applicability.SAFE for edit in self.edits)
        added = self.added
        for term in added if safe else ():
            if term.startswith("ip") and not owned(self.story):
                yield f"2 {term} is called safe, and nothing shows whose it is"
            if f"redirect={term[8:]}" in " ".join(self.old):
                continue
            if term.startswith("include:") and not (used(self.story, term[8:]) or owned(self.story)):
                yield f"2 {term} is called safe, and nothing shows that it is used"
        if safe and self.removed:
            yield f"2 {self.removed} is removed, and that is called safe"
        if safe and not added and _passes_all(self.policies[1]) and not _passes_all(self.policies[0]):
            yield "2 everybody is let in, and that is called safe"

    def gains(self) -> Iterator[str]:
        gained = compare(*self.policies).gained
        for first, last in RELAY_POOL:
            if any(family == 4 and start <= _number(last) and end >= _number(first) for family, start, end in gained):
                yield f"4 gained of the relay pool {first}"
        if self.repaired or self.removed:
            # What the record says itself, and could not say before.
            return
        meant = [*self.published, *(self.alone(text) for text in self.old if len(self.old) > 1)]
        allowed = [(r.family, r.first, r.last) for p in meant for r in p.regions if r.result is Result.PASS]
        for term in self.added:
            if term.startswith("ip"):
                ip = term.partition(":")[2]
                allowed.append((6 if ":" in ip else 4, _number(ip), _number(ip)))
                if ip != self.story.client:
                    yield f"3 {term} is not what failed"
                world, services = self.story.world, [s for s in (SENDGRID, MICROSOFT) if used(self.story, s)]
                if any(_passes(world, service, ip) for service in services):
                    yield f"3 {term} belongs to a service"
        if not any(policy.dynamic for policy in meant) and not all(_inside(each, allowed) for each in gained):
            yield f"3 gained {gained} by {self.added}"

    def alone(self, text: str) -> Policy:
        """What one of several records would say without the others, and without a term that it has twice.

        A merged record has each term once: so it may get by the void lookups that one of the old ones stopped at.
        """
        world = self.world.with_rrset(self.main.name, "TXT", [_value("TXT", text)], 300)
        return run(partition(*self.names, now=NOW, limits=replace(RFC7208, voids=None)), world.resolve)

    @property
    def published(self) -> list[Policy]:
        """What the added includes publish."""
        names = [term[8:] for term in self.added if term.startswith("include:")]
        return [run(partition(n, f"postmaster@{n}", n, now=NOW), self.story.world.resolve) for n in names]

    # -- 6 ------------------------------------------------------------------------------------------------------------

    def whole(self) -> Iterator[str]:
        place = self.main.name.rstrip(".")
        for edit in self.edits:
            name = edit.name.rstrip(".")
            if name != ZONE and not name.endswith("." + ZONE):
                yield f"6 {edit.name} is not the sender's"
            now = _asked(self.story.world, edit.name, edit.type)
            if Counter(edit.before) != Counter(_text(edit.type, value) for value in now.data):
                yield f"6 {edit.name} {edit.type} is not {edit.before}"
            if edit.type != "TXT" and edit.before != edit.after:
                yield f"6 {edit.name} {edit.type} is changed"
        others = [[t for t in texts if not _is_policy(t)] for texts in (self.main.before, self.main.after)]
        if others[0] != others[1]:
            yield f"6 other values: {others}"
        if self.main.type != "TXT" or len(self.new) != 1 or len({e.name for e in self.edits}) != 1:
            yield f"6 not one record at one name: {self.edits}"
        for labels, rrsets in self.world.nodes.items():
            if "CNAME" in rrsets and len(rrsets) > 1:
                yield f"6 a CNAME beside other data at {labels}"
        yield from self.neighbours(place)

    def neighbours(self, place: str) -> Iterator[str]:
        """Every other name keeps what it has: those that are there, and those that live by a wildcard beside it."""
        edited = labels_of(place)
        for labels in {*self.story.world.nodes, *self.world.nodes} - {edited}:
            one, two = (world.nodes.get(labels, {}) for world in (self.story.world, self.world))
            if one != two:
                yield f"6 {labels} was {one}, and is {two}"
        above = place.split(".")
        parents = [".".join(above[at:]) for at in range(1, len(above) - 1)]
        for name in (place, self.story.checked, *parents, *(f"zzz.{parent}" for parent in parents)):
            for kind in TYPES:
                if kind == "TXT" and self.leads_to(name, place):
                    continue
                one, two = (_asked(world, name, kind).data for world in (self.story.world, self.world))
                if set(one) != set(two):
                    yield f"6 {name} {kind} was {one}, and is {two}"

    def leads_to(self, name: str, place: str) -> bool:
        for _ in range(4):
            answer = _asked(self.story.world, name, "CNAME")
            if answer.outcome != "data" or name == place:
                return name == place
            name = answer.data[0].rstrip(".")
        return False

    # -- 7 ------------------------------------------------------------------------------------------------------------

    @property
    def repaired(self) -> bool:
        return len(self.old) == 1 and bool(parse(self.old[0]).problems)

    @cached_property
    def added(self) -> list[str]:
        kept = Counter(term for text in self.old for term in _terms(text))
        return list((Counter(_terms(self.new[0])) - kept).elements()) if self.new and not self.repaired else []

    @cached_property
    def removed(self) -> list[str]:
        if len(self.old) != 1 or self.repaired:
            return []
        return list((Counter(_terms(self.old[0])) - Counter(_terms(self.new[0]))).elements())

    @property
    def written_out(self) -> bool:
        """Whether terms were replaced by just the addresses that they stand for."""
        if not self.removed or not all(term.startswith(("ip4:", "ip6:")) for term in self.added):
            return False
        one, two = (self.alone(" ".join(("v=spf1", *terms, "-all"))) for terms in (self.removed, self.added))
        change = compare(one, two)
        return (change.gained_count, change.lost_count) == (0, 0)

    def smallest(self) -> Iterator[str]:
        if len(self.old) == 1 and not self.repaired:
            old, new = _terms(self.old[0]), _terms(self.new[0])
            if _without(old, self.removed) != _without(new, self.added):
                yield f"7 other order: {self.old} {self.new}"
            if not self.removed and not self.new[0].startswith(self.old[0][:7]):
                yield f"7 other spelling: {self.old} {self.new}"
        # A redirect that is gone leaves the record without an end.
        most = 2 if any(term.startswith("redirect=") for term in self.removed) else 1
        if not self.old:
            most = 2 + sum(1 for term in self.added if term.startswith("include:"))
        if len(self.old) > 1:
            # A redirect beside another record's "all" becomes an include, and "+all" beside another word "?all".
            turned = ("redirect=", "+all", "all")
            most += sum(1 for text in self.old for term in _terms(text) if term.startswith(turned))
        if len(self.added) > most and not self.written_out:
            yield f"7 too much is added: {self.added}"


# -- whose is it ------------------------------------------------------------------------------------------------------


def owned(story: Story) -> bool:
    """Whether the records of the zone, or the asker, say that the address is the sender's."""
    ip = story.client
    if ip is None:
        return False
    if any(ipaddress.ip_address(ip) in ipaddress.ip_network(net, strict=False) for net in story.mine):
        return True
    for mx in _asked(story.world, story.checked, "MX").data:
        if _own_name(story, mx[1]) and ip in _addresses(story.world, mx[1]):
            return True
    pointers = _asked(story.world, ipaddress.ip_address(ip).reverse_pointer, "PTR").data
    return any(_own_name(story, name) and ip in _addresses(story.world, name) for name in pointers)


def _own_name(story: Story, name: str) -> bool:
    """Whether ``name`` is under the zone and is no alias for a host elsewhere."""
    for _ in range(4):
        if not name.rstrip(".").endswith(ZONE):
            return False
        answer = _asked(story.world, name, "CNAME")
        if answer.outcome != "data":
            return True
        name = answer.data[0]
    return False


def used(story: Story, include: str) -> bool:
    """Whether the sender's own DNS shows that it uses the service with this include."""
    marks = {
        SENDGRID: ("sendgrid.net", f"include:{SENDGRID}"),
        MICROSOFT: ("protection.outlook.com", f"include:{MICROSOFT}", "autodiscover.outlook.com", "MS=ms"),
        SALESFORCE: (f"include:{SALESFORCE}",),
    }.get(include, ("\0",))
    shown = []
    for name in (story.checked, ZONE, f"autodiscover.{ZONE}", f"s1._domainkey.{ZONE}"):
        for kind in ("MX", "TXT", "CNAME"):
            shown += [_text(kind, value) for value in _asked(story.world, name, kind).data]
    return any(mark in text for mark in marks for text in shown)


def _innocent(story: Story, found: Diagnosis) -> str:
    """Why DNS cannot be the cause, by the world alone; empty where it can."""
    ip = story.client
    if ip is None:
        return ""
    if not ipaddress.ip_address(ip).is_global and ip.startswith(("10.", "172.", "192.168.", "127.", "fd", "100.64.")):
        return "" if story.mine else "private"
    result = found.evidence.result
    if result == "pass":
        # Without MX and A, Microsoft sends by the high-risk pool: that is to be mended in DNS, though not in SPF.
        lives = any(_asked(story.world, story.checked, kind).data for kind in ("MX", "A", "AAAA"))
        return "passes now" if lives or not ip.startswith("52.100.") else ""
    if any(_number(first) <= _number(ip) <= _number(last) for first, last in RELAY_POOL):
        return "relay pool"
    mine = owned(story) or ip in _addresses(story.world, story.checked)
    return "receiver's gateway" if ip in _addresses(story.world, f"mx.{RECEIVER}") and not mine else ""


def _passes(world: World, include: str, ip: str) -> bool:
    return run(check_host(ip, include, f"postmaster@{include}", include, now=NOW), world.resolve).result is Result.PASS


def _passes_all(policy: Policy) -> bool:
    return any(r.family == 4 and r.result is Result.PASS and r.size >= 1 << 31 for r in policy.regions)


# -- small tools ------------------------------------------------------------------------------------------------------


@dataclass
class _Asked:
    """A world as the peers want it."""

    world: World

    def answer(self, asked: Any) -> Answer:
        (answer,) = self.world.resolve((asked,))
        return answer


def _asked(world: World, name: str, kind: str) -> Answer:
    (answer,) = world.resolve((question(name, kind),))
    return answer


def _number(ip: str) -> int:
    return int(ipaddress.ip_address(ip))


def _addresses(world: World, host: str) -> set[str]:
    return {ip for kind in ("A", "AAAA") for ip in _asked(world, host, kind).data}


def _is_policy(text: str) -> bool:
    return text[:7].lower() in ("v=spf1", "v=spf1 ")


def _terms(text: str) -> list[str]:
    return text.split(" ")[1:] if " " in text else []


def _without(terms: list[str], gone: list[str]) -> list[str]:
    """``terms`` without one occurrence of each that is ``gone``, and without the gaps between them."""
    left, kept = Counter(gone), []
    for term in terms:
        if left[term]:
            left[term] -= 1
        elif term:
            kept.append(term)
    return kept


def _value(kind: str, text: str) -> Any:
    """One record's data from its text, as a DNS host would take it: long texts in strings of 255 bytes."""
    if kind == "TXT":
        data = text.encode("latin-1")
        return tuple(data[at : at + 255] for at in range(0, max(len(data), 1), 255))
    if kind == "MX":
        preference, host = text.split(" ")
        return int(preference), host
    return text


def _text(kind: str, value: Any) -> str:
    if kind == "TXT":
        return b"".join(value).decode("latin-1")
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _inside(gained: tuple[int, int, int], allowed: Ranges) -> bool:
    family, first, last = gained
    for known, start, end in sorted(allowed):
        if known == family and start <= first <= end:
            first = max(first, end + 1)
    return first > last


def _probes(policies: tuple[Policy, ...], story: Story) -> list[str]:
    """The addresses at and beside every border of both policies, thinned out evenly, and the hosts of the story."""
    borders = [(r.family, value) for p in policies for r in p.regions for value in (r.first, r.last)]
    edges = {(family, value + beside) for family, value in borders for beside in (-1, 0, 1)}
    inside = sorted((family, value) for family, value in edges if 0 <= value < 1 << BITS[family])
    chosen = inside[:: max(1, len(inside) // PROBES)]
    hosts = [value for (_, kind), values in story.records.items() if kind in ("A", "AAAA") for value in values]
    return list(dict.fromkeys([*(str(Address(family, value)) for family, value in chosen), *hosts[:6]]))


def _comparable(evaluation: Evaluation) -> bool:
    """Whether pyspf counts as RFC 7208 does here.

    It counts the address look-ups of MX hosts as void, and a redirect that is not followed; so only cheap evaluations
    are compared, and none that ended in an error. Nor does it follow the aliases of PTR names.
    """
    settled = evaluation.result in (Result.PASS, Result.FAIL, Result.SOFTFAIL, Result.NEUTRAL)
    return settled and evaluation.lookups <= 4 and evaluation.void_lookups == 0
