"""The letter to whoever runs the DNS of the sender's domain, when a server of it fails or is behind.

Addressed to hostmaster@ of the zone (RFC 2142 section 7: the mailbox for DNS).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Letter, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._letters import details, facts, host_name, language_of

CURES = ("MM-DNS-001", "MM-DNS-002")
WORDS = {
    "subject": "DNS of {domain}: a name server needs repair",
    "body.failing": """Hello,

mail of {domain} is refused because its DNS does not answer everywhere. The receiver {host} said:

    {quote}

{details}

The name server {server} fails for {domain}: {reason}. Who asks it cannot look up the SPF record, so mail is refused or delayed (RFC 7208, section 2.6.6).

To test:

    dig +norecurse {at_server!q} {domain!q} TXT
    dig +norecurse +tcp {at_server!q} {domain!q} TXT

Please repair the server, or remove it from the NS records of the zone and at the registrar.

Kind regards""",  # noqa: E501
    "body.behind": """Hello,

mail of {domain} is refused because its name servers do not all say the same. The receiver {host} said:

    {quote}

{details}

The name server {server} answers otherwise than the others. Receivers that ask it see another SPF record than you published.

To test:

    dig +norecurse {at_server!q} {domain!q} TXT
    dig +norecurse {at_server!q} {domain!q} SOA

Please look at the zone transfer to that server (is it allowed, is NOTIFY sent, was the serial raised), or remove the server from the NS records of the zone and at the registrar.

Kind regards""",  # noqa: E501
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The letter, None where the zone is not known; asks nothing."""
    yield from ()
    told, known = dict(finding.params), facts(evidence)
    zone = host_name(evidence.domain.zone) if evidence.domain else ""
    server = str(told.get("server", ""))
    if not zone or not server or finding.variant in ("unnamed", "unsaid") or not known["quote"]:
        return None
    known |= {"domain": zone, "server": server, "at_server": f"@{server}", "reason": str(told.get("reason", ""))}
    kind = "behind" if finding.code == "MM-DNS-002" else "failing"
    letter = Letter(
        to=f"hostmaster@{zone}",
        subject=phrase("letter_to_dns_host.subject", domain=zone),
        body=phrase(f"letter_to_dns_host.body.{kind}", known),
        parts=(("details", details(facts(evidence))),),
        language=language_of(zone),
        kind="dns-host",
    )
    return Remedy(cures=finding.code, letters=(letter,))
