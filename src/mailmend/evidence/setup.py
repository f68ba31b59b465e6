"""All that DNS shows of how a domain sends and takes its mail: the evidence of a check, with no bounce in hand.

One thing, one function; what each asks is bounded, so that a whole check stays within :data:`MOST_QUESTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

from mailmend import dmarc
from mailmend.dkim import KeyLookup, look_up
from mailmend.evidence import domain as domains
from mailmend.evidence import servers, spf
from mailmend.evidence.client import under
from mailmend.evidence.rdns import sending_host
from mailmend.flow import Answer, Answers, Flow, ask, question, recorded, together
from mailmend.knowledge import Knowledge
from mailmend.model import (
    Confidence,
    Evidence,
    Identities,
    Kind,
    Notification,
    Pool,
    RrsetView,
    SendingHost,
    Service,
    Setup,
    Told,
)
from mailmend.rdns import address_names, helo_name, parse_ip, scope
from mailmend.smtp import Exchangers, exchangers
from mailmend.spf import Audit, Directive, Tree, audit

# What one domain may cost, its plan included; the largest that a test could provoke is well below it.
MOST_QUESTIONS: Final = 600
MOST_SELECTORS: Final = 40
MOST_HOSTS: Final = 10
# Selectors that many set-ups have by default. A key that is found is looked at; one that is not found means nothing.
COMMON_SELECTORS: Final = (
    *("selector1", "selector2", "default", "google", "dkim", "mail", "k1", "k2", "k3", "s1", "s2"),
    *("key1", "smtp", "mx", "email", "dkim1", "s1024", "s2048"),
)


def survey(name: str, told: Told, knowledge: Knowledge) -> Flow[tuple[Setup, Answers]]:
    """What DNS shows of the domain ``name`` (A-labels, no root dot), and every answer that it took."""
    return (yield from recorded(_survey(name, told, knowledge)))


def expected_selectors(services: Iterable[Service], knowledge: Knowledge) -> dict[str, str]:
    """The selectors at which the services in use publish keys for their customers, each with its service's name."""
    senders = (knowledge.directory.get(service.id) for service in services if service.used)
    return {selector: sender.name for sender in senders if sender for selector in sender.dkim_selectors}


def _survey(name: str, told: Told, knowledge: Knowledge) -> Flow[Setup]:
    evidence = yield from _without_bounce(name, told, knowledge)
    found = yield from audit(name)
    taken = yield from exchangers(name)
    policy = yield from dmarc.discover(name, knowledge.suffixes)
    hosts = _hosts(found, taken, evidence.domain.zone if evidence.domain else name)
    expected = expected_selectors(evidence.domain.services if evidence.domain else (), knowledge)
    misplaced = () if policy.record_domain else (yield from _misplaced(name))
    return Setup(
        domain=name,
        evidence=replace(evidence, dmarc=policy),
        audit=found,
        exchangers=taken,
        dmarc=policy,
        keys=(yield from _keys(name, expected, told)),
        expected=tuple(expected.items()),
        destinations=(yield from _destinations(policy, knowledge)),
        misplaced=misplaced,
        hosts=(yield from together(_host(ip, known_by) for ip, known_by in hosts.items())),
        helo=(yield from helo_name(told.helo, told.ip)) if told.helo else None,
        views=(yield from _views(name, evidence)),
        transport=(yield from ask(question(f"_mta-sts.{name}", "TXT"), question(f"_smtp._tls.{name}", "TXT"))),
    )


def _without_bounce(name: str, told: Told, knowledge: Knowledge) -> Flow[Evidence]:
    """What would be known of a message from postmaster at the domain."""
    who = Identities(mail_from=f"postmaster@{name}", author_domain=name, client_ip=told.ip)
    checked = yield from spf.check(who, told)
    zone = yield from domains.look(who, checked, knowledge)
    return Evidence(
        bounce=Notification(source=name, kind=Kind.NONE),
        told=told,
        identities=who,
        pool=Pool(name="unknown", confidence=Confidence.POSSIBLE),
        spf=checked,
        domain=zone,
    )


def _keys(name: str, expected: Iterable[str], told: Told) -> Flow[tuple[KeyLookup, ...]]:
    """The keys at the selectors that were told, that the services in use have, and that are common: 40 at most."""
    wanted = dict.fromkeys((*told.selectors, *expected, *COMMON_SELECTORS))
    return (yield from look_up((selector, name) for selector in tuple(wanted)[:MOST_SELECTORS]))


def _destinations(policy: dmarc.DmarcCheck, knowledge: Knowledge) -> Flow[tuple[dmarc.Destination, ...]]:
    if policy.record is None or policy.record_domain is None:
        return ()
    return (yield from dmarc.destinations(policy.record_domain, policy.record.rua, knowledge.suffixes))


def _misplaced(name: str) -> Flow[tuple[Answer, ...]]:
    """Names at which a DMARC record is published by mistake: the domain itself, the name doubled, no underscore."""
    names = (name, f"_dmarc.{name}.{name}", f"dmarc.{name}")
    answers = yield from ask(*(question(each, "TXT") for each in names if len(each) < 254))
    return tuple(answer for answer in answers if dmarc.records_in(answer))


def _hosts(found: Audit, taken: Exchangers, zone: str) -> dict[str, str]:
    """The addresses that the domain's own DNS names as its own, ten at most, each with what names it."""
    named = [(ip, term) for ip, term in _by_record(found.tree, zone)]
    named += [(ip, f"MX {each.host}") for each in taken.hosts if under(each.host, zone) for ip in each.ips]
    hosts: dict[str, str] = {}
    for ip, known_by in named:
        address = parse_ip(ip)
        if address and scope(address) == "public":
            hosts.setdefault(address, known_by)
    return dict(list(hosts.items())[:MOST_HOSTS])


def _by_record(tree: Tree, zone: str) -> Iterator[tuple[str, str]]:
    """The single addresses that the domain's own SPF record lets pass; a network may be anybody's."""
    for branch in tree.branches:
        term = branch.term
        if not isinstance(term, Directive) or term.qualifier != "pass":
            continue
        network = term.network
        if network is not None and network.first == network.last:
            yield _address(network.first, network.family), term.text
        elif term.name == "a" and term.cidr_span is None and under(branch.target or "", zone):
            for answer in branch.answers:
                yield from ((str(ip), term.text) for ip in answer.data if answer.question.type in ("A", "AAAA"))


def _address(number: int, family: int) -> str:
    return str(ip_address(number.to_bytes(4 if family == 4 else 16, "big")))


def _host(ip: str, known_by: str) -> Flow[SendingHost]:
    return sending_host(ip, known_by, (yield from address_names(ip)))


def _views(name: str, evidence: Evidence) -> Flow[tuple[RrsetView, ...]]:
    """What the resolver gives beside what each authoritative server gives; aliases lead elsewhere and are left out."""
    zone = evidence.domain.zone if evidence.domain else name
    hosts = yield from servers.name_servers(name, zone)
    wanted = [(name, "TXT"), (name, "MX"), (f"_dmarc.{name}", "TXT")]
    aliases = yield from ask(*(question(at, "CNAME") for at in dict.fromkeys(at for at, _ in wanted)))
    led_away = {answer.question.name.rstrip(".") for answer in aliases if answer.outcome != "nodata"}
    wanted = [(at, kind) for at, kind in wanted if at not in led_away or _nothing(at, aliases)]
    usual = yield from ask(*(question(at, kind) for at, kind in wanted))
    direct = yield from ask(*(question(at, kind, server=host) for at, kind in wanted for host in hosts))
    count = len(hosts)
    return tuple(
        RrsetView(answer=answer, servers=direct[at * count : (at + 1) * count]) for at, answer in enumerate(usual)
    )


def _nothing(name: str, aliases: Iterable[Answer]) -> bool:
    """Whether nothing at all is at ``name``: then it is no alias either, as far as the resolver sees."""
    return any(a.question.name.rstrip(".") == name and a.outcome == "nxdomain" for a in aliases)
