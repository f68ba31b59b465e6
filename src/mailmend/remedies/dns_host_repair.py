"""What whoever runs the DNS of the domain must do when a server of it fails or is behind."""

from __future__ import annotations

from shlex import quote

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-DNS-001", "MM-DNS-002")
WORDS = {
    "failing": "Repair the DNS server that fails",
    "failing.test": "Test it with the lines below: as resolvers ask, and over TCP.",
    "failing.trace": "See with the line below where it ends, and ask the servers that it names last.",
    "failing.unnamed": "Tell whoever runs the DNS of {domain} that its name servers give no answer ({reason}).",
    "failing.host": "Tell whoever runs the DNS of {domain} which server fails and how: {server}, {reason}.",
    "behind": "Bring the DNS server {server} up to date",
    "behind.test": "Compare its record and the serial of its SOA with those of the other name servers: the lines below "
    "ask it.",
    "behind.transfer": "Look at the zone transfer to {server}: is it allowed, is NOTIFY sent, was the serial raised?",
    "behind.remove": "If {server} is no longer used, remove it from the NS records of the zone and at the registrar.",
    "behind.resend": "Then send the message again; resolvers may hold the old answer until its TTL is over.",
}
_STEPS = {"failing": ("test", "host"), "behind": ("test", "transfer", "remove", "resend")}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps; asks nothing."""
    yield from ()
    kind = "behind" if finding.code == "MM-DNS-002" else "failing"
    facts = dict(finding.params)
    title = phrase(f"dns_host_repair.{kind}", facts)
    # A resolver that only tells of the failure is not the server that fails.
    told_of = finding.variant in ("unnamed", "unsaid")
    keys = ("trace", "unnamed") if told_of else _STEPS[kind]
    steps = tuple(phrase(f"dns_host_repair.{kind}.{step}", facts) for step in keys)
    owner = Owner.SENDER_ADMIN if kind == "behind" else Owner.DNS_HOST
    domain, at_server = quote(str(facts["domain"])), quote(f"@{facts['server']}")
    asked = f"dig +norecurse {at_server} {domain}"
    second = f"{asked} SOA" if kind == "behind" else f"dig +norecurse +tcp {at_server} {domain} TXT"
    lines = (f"dig +trace {domain} TXT",) if told_of else (f"{asked} TXT", second)
    return Remedy(cures=finding.code, actions=(Action(owner=owner, title=title, steps=steps, commands=lines),))
