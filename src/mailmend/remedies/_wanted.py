"""The terms that would authorise the failing sender, each with its reason and how surely it may be added.

A service is authorised by the include that it publishes, resolved live and seen to hold the address; an address by
itself only where it is the sender's alone. Nothing is ever wanted because it failed.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailmend.flow import Answer, Flow, question, supposing
from mailmend.model import Applicability, Client, Evidence, Service
from mailmend.phrase import Phrase, phrase
from mailmend.spf import Policy, partition

WORDS = {
    "mine": "you say that {ip} is yours",
    "mx": "{name}, an MX of {domain}, is {ip}",
    "ptr": "{ip} is {name}, confirmed in both directions, and {name} is under {domain}",
    "a": "{ip} is the address of {name}; add it only if that server is yours alone, because everybody on it could send as you",
    "service": "{domain} uses {name} ({mark}), and {include} holds {ip}",
    "unused": "{include}, the published list of {name}, holds {ip}; add it only if you use {name}, because its other "
    "customers could then send as you",
    "space": "{name} sent the message, {domain} uses it ({mark}), and {include} is the list that it publishes",
    "space_unused": "{name} sent the message, and {include} is the list that it publishes",
    "unknown": "only if {ip} is yours: whoever owns it could then send mail in the name of {domain}",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that would authorise the failing sender, why, how surely, and which addresses it is meant to gain."""

    term: str
    because: Phrase
    applicability: Applicability
    certain: bool = True


def wanted(evidence: Evidence) -> tuple[Wanted, ...]:
    """The terms that would authorise the failing sender, the best first."""
    if evidence.client is not None:
        return _for_address(evidence, evidence.client)
    if evidence.space is not None and evidence.space.passed < evidence.space.addresses:
        return (_for_space(evidence, evidence.space.service),)
    return ()


def meant_by(want: Wanted, evidence: Evidence) -> Flow[Policy]:
    """The addresses that ``want`` stands for: those of the service's include, or the one address."""
    now = evidence.told.now
    if want.term.startswith("include:"):
        name = want.term.removeprefix("include:")
        return (yield from partition(name, f"postmaster@{name}", name, now=now))
    return (yield from _only(want.term, evidence))


def _for_address(evidence: Evidence, client: Client) -> tuple[Wanted, ...]:
    domain = evidence.spf.domain if evidence.spf else ""
    services = sorted((s for s in client.services if s.contains_client and s.include), key=lambda s: (not s.used, s.id))
    own = client.own in ("mine", "mx", "ptr")
    found = [_by_service(service, client, domain, own) for service in services]
    # An address of a shared service is not the sender's alone, whoever points a name at it.
    if not services and own:
        found.append(_by_address(client, domain, str(client.own), Applicability.SAFE))
    if not services and not own:
        found.append(_by_address(client, domain, client.own or "unknown", Applicability.REVIEW))
    return tuple(found)


def _by_service(service: Service, client: Client, domain: str, own: bool) -> Wanted:
    used = bool(service.used) or own
    because = phrase(
        "wanted.service" if service.used else "wanted.unused",
        domain=domain,
        name=service.name,
        include=str(service.include),
        ip=client.ip,
        mark=_mark(service),
    )
    applicability = Applicability.SAFE if used else Applicability.REVIEW
    return Wanted(f"include:{service.include}", because, applicability, certain=used)


def _by_address(client: Client, domain: str, why: str, applicability: Applicability) -> Wanted:
    kind = "ip6" if ":" in client.ip else "ip4"
    because = phrase(f"wanted.{why}", ip=client.ip, name=client.own_name or client.ip, domain=domain)
    return Wanted(f"{kind}:{client.ip}", because, applicability, certain=applicability is Applicability.SAFE)


def _for_space(evidence: Evidence, service: Service) -> Wanted:
    because = phrase(
        "wanted.space" if service.used else "wanted.space_unused",
        domain=evidence.spf.domain if evidence.spf else "",
        name=service.name,
        include=str(service.include),
        mark=_mark(service),
    )
    applicability = Applicability.SAFE if service.used else Applicability.REVIEW
    return Wanted(f"include:{service.include}", because, applicability)


def _mark(service: Service) -> str:
    return f"{service.used[0].question.type} {service.used[0].question.name}" if service.used else ""


def _only(term: str, evidence: Evidence) -> Flow[Policy]:
    """The policy of a record that holds ``term`` alone."""
    name = "only.invalid"
    alone = Answer(question=question(name, "TXT"), outcome="data", data=((f"v=spf1 {term} -all".encode(),),))
    return (yield from supposing((alone,), partition(name, f"postmaster@{name}", name, now=evidence.told.now)))
