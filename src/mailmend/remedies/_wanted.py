"""The terms that would authorise the failing sender, each with its reason and how surely it may be added.

A service is authorised by the include that it publishes, resolved live and seen to hold the address; an address by
itself only where it is the sender's alone. Nothing is ever wanted because it failed.
"""

from __future__ import annotations

from mailmend.flow import Answer, Flow, question, supposing
from mailmend.frozen import frozen
from mailmend.model import Applicability, Client, Evidence, Service
from mailmend.phrase import Phrase, phrase
from mailmend.remedies._bounds import readings
from mailmend.spf import Policy

WORDS = {
    "mine": "you say that {ip} is yours",
    "inside": "you say that {ip} is yours; but every network has such an address, and a receiver that does not see "
    "the real ones would take all mail for yours: only where your own servers check each other",
    "mx": "{name}, an MX of {domain}, is {ip}",
    "trace": "your message trace shows that {ip} handed the message to a connector of your Microsoft 365",
    "ptr": "{ip} is {name}, confirmed in both directions, and {name} is under {zone}",
    "a": "{ip} is the address of {name}; add it only if that server is yours alone, because everybody on it could "
    "send as you",
    "service": "{domain} uses {name} ({mark}), and {include} holds {ip}",
    "owned": "{ip} is yours, and stands in {include}, the published list of {name}",
    "unused": "{include}, the published list of {name}, holds {ip}; add it only if you use {name}, because its other "
    "customers could then send as you",
    "space": "{name} sent the message, {domain} uses it ({mark}), and {include} is the list that it publishes",
    "space_unused": "{name} sent the message, and {include} is the list that it publishes",
    "unknown": "only if {ip} is yours: whoever owns it could then send mail in the name of {domain}",
}
# What proves an address to be the sender's; that the domain's own A record holds it (``a``) may mean a shared host.
_PROOFS = ("mine", "mx", "ptr", "trace")


@frozen(kw_only=False)
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
    if want.term.startswith("include:"):
        return (yield from published(want.term.removeprefix("include:"), evidence))
    return (yield from _only(want.term, evidence))


def published(include: str, evidence: Evidence) -> Flow[Policy]:
    """What the record of ``include`` passes at most, as whoever includes it sees it."""
    return (yield from readings(include, f"postmaster@{include}", include, evidence.told.now)).lax


def _for_address(evidence: Evidence, client: Client) -> tuple[Wanted, ...]:
    domain = evidence.spf.domain if evidence.spf else ""
    services = sorted((s for s in client.services if s.contains_client and s.include), key=lambda s: (not s.used, s.id))
    # An address of a shared service is not the sender's alone, whoever points a name at it.
    if services:
        return tuple(_by_service(service, client, domain) for service in services)
    # A service's host, of which it is not known which include holds it.
    if any(service.named for service in client.services) and client.own not in _PROOFS:
        return ()
    return (_by_address(client, domain, evidence.domain.zone if evidence.domain else domain),)


def _by_service(service: Service, client: Client, domain: str) -> Wanted:
    why = "service" if service.used else "owned" if client.own in _PROOFS else "unused"
    because = phrase(
        f"wanted.{why}",
        domain=domain,
        name=service.name,
        include=str(service.include),
        ip=client.ip,
        mark=_mark(service),
    )
    sure = why != "unused"
    return Wanted(f"include:{service.include}", because, Applicability.SAFE if sure else Applicability.REVIEW, sure)


def _by_address(client: Client, domain: str, zone: str) -> Wanted:
    sure, public = client.own in _PROOFS, client.scope == "public"
    why = client.own or "unknown" if public else "inside"
    because = phrase(f"wanted.{why}", ip=client.ip, name=client.own_name or client.ip, domain=domain, zone=zone)
    applicability = Applicability.SAFE if sure and public else Applicability.REVIEW
    return Wanted(f"{'ip6' if ':' in client.ip else 'ip4'}:{client.ip}", because, applicability, certain=sure)


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
    return (yield from supposing((alone,), published(name, evidence)))
