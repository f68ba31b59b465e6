"""The inbound connector by which Microsoft 365 recognises a server of the firm's own.

Sources: Microsoft Learn, set up connectors to route mail between Microsoft 365 and your own email servers; NDR 5.7.64;
Get-InboundConnector and Set-InboundConnector (read 2026-11).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-BOUNCE-014", "MM-BOUNCE-011", "MM-BOUNCE-015")
WORDS = {
    "title": "Correct the inbound connector for your server",
    "look": "Look at the connectors: Exchange admin center, Mail flow, Connectors, or the first line below. The one of "
    "type OnPremises names a certificate or addresses.",
    "certificate": "By certificate, which is better: TlsSenderCertificateName must be the subject, or a name, of the "
    "certificate with which your server says hello; renewed certificates often have another one.",
    "address": "By address: SenderIPAddresses must hold the public address of your server, and that must not be shared "
    "with others.",
    "domain": "The sender, or the domain of the certificate, must be an accepted domain of the tenant.",
    "device": "For a printer or program that cannot sign in: a connector by the address of the firm\u2019s line, and "
    "port 25 of your own MX host at mail.protection.outlook.com.",
}
_LOOK = (
    "Get-InboundConnector | Format-List Name, Enabled, ConnectorType, SenderDomains, SenderIPAddresses, "
    "TlsSenderCertificateName, RestrictDomainsToCertificate"
)


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps, None where no connector can be the way out; asks nothing."""
    yield from ()
    if finding.code == "MM-BOUNCE-014" and finding.variant:
        return None
    if finding.code == "MM-BOUNCE-011" and finding.variant != "unregistered":
        return None
    if finding.code == "MM-BOUNCE-015" and (finding.variant or evidence.attempt.status != "5.7.57"):
        return None
    keys = ("device",) if finding.code == "MM-BOUNCE-015" else ("look", "certificate", "address", "domain")
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("microsoft_connector.title"),
        steps=tuple(phrase(f"microsoft_connector.{key}") for key in keys),
        commands=(_LOOK,),
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))
