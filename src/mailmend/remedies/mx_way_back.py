"""A way back to the sender's domain: an MX record. Which host takes its mail only the owner knows, so it is asked."""

from __future__ import annotations

from mailmend.flow import Answer, Flow, ask, question
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-MX-001", "MM-MX-101", "MM-MX-102")
WORDS = {
    "title": "Publish where {domain} takes its mail",
    "asked": "Which server reads mail for {domain}? Its name goes into the MX record: {domain}. MX 10 NAME. It needs "
    "an address record and must accept mail for {domain}.",
    "parent": "If mail for {domain} may be read where mail for {zone} is read, publish the same MX: {hosts}; and add "
    "{domain} there, so that the server accepts it.",
    "null": "Delete the null MX (0 .) first: it must stand alone, and says that {domain} neither takes nor sends mail.",
    "microsoft": "In Microsoft 365 the value stands in the admin center: Settings, Domains, {domain}, DNS records.",
    "service": "If a service sends with {domain} as its return path, it tells you the MX record for it: that record "
    "brings bounces to the service.",
    "absent": "Or do not use {domain} as a return path at all: send with an address whose domain takes mail.",
}
_MOST_HOSTS = 3


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps; the only question is where the parent domain takes its mail."""
    domain = evidence.domain
    if domain is None or finding.variant == "now":
        return None
    parent: Answer | None = None
    if domain.name != domain.zone:
        (parent,) = yield from ask(question(domain.zone, "MX"))
    hosts = _hosts(parent)
    null = finding.code == "MM-MX-102" or finding.variant == "null"
    microsoft = any(service.id.startswith("microsoft-365") for service in domain.services)
    keys = [*(["null"] if null else []), "asked", *(["parent"] if hosts else []), *(["microsoft"] if microsoft else [])]
    facts = {"domain": domain.name, "zone": domain.zone, "hosts": hosts}
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("mx_way_back.title", facts),
        steps=tuple(phrase(f"mx_way_back.{key}", facts) for key in (*keys, "service", "absent")),
    )
    return Remedy(cures=finding.code, actions=(action,))


def _hosts(answer: Answer | None) -> str:
    """The exchangers of the parent domain in one line, empty where it has none."""
    if answer is None or answer.outcome != "data":
        return ""
    named = [f"{preference} {host}" for preference, host in sorted(answer.data) if host != "."]
    return ", ".join(named[:_MOST_HOSTS])
