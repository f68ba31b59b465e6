"""Enhanced Filtering for Connectors: Exchange Online looks past the gateway in front of it to the real sender.

Without it Exchange Online checks SPF against the gateway, and takes what it forwards for relayed mail of strangers.
Sources: Microsoft Learn, Enhanced Filtering for Connectors; outbound delivery pools (2026-06-25).
"""

from __future__ import annotations

from mailmend.flow import Answer, Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-RECEIVER-002", "MM-POOL-002")
WORDS = {
    "theirs": "If the receiver\u2019s mailboxes are in Exchange Online: Enhanced Filtering for Connectors",
    "ours": "A filter stands in front of your Microsoft 365: turn on Enhanced Filtering for Connectors",
    "where": "Microsoft Defender portal, Policies & rules, Threat policies, Enhanced filtering: choose the inbound "
    "connector of the gateway, and skip the last address, or list the gateway\u2019s addresses.",
    "need": "It needs an inbound connector of type Partner for the gateway, by its certificate or addresses, and DMARC "
    "and SPF are then checked for the address before the gateway.",
}
_LOOK = "Get-InboundConnector | Format-List Name, ConnectorType, SenderIPAddresses, EFSkipLastIP, EFSkipIPs, EFUsers"
_MICROSOFT = (".mail.protection.outlook.com", ".mx.microsoft", ".mail.protection.office365.us")


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The setting, for the receiver or for the sender's own gateway; None where there is none; asks nothing."""
    yield from ()
    theirs = finding.code == "MM-RECEIVER-002"
    if not (_in_exchange_online(evidence) if theirs else _filtered(evidence.domain.mx if evidence.domain else None)):
        return None
    whose = "theirs" if theirs else "ours"
    action = Action(
        owner=Owner.RECIPIENT_ADMIN if theirs else Owner.SENDER_ADMIN,
        title=phrase(f"microsoft_enhanced_filtering.{whose}"),
        steps=tuple(phrase(f"microsoft_enhanced_filtering.{key}") for key in ("need", "where")),
        commands=(_LOOK,),
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))


def _in_exchange_online(evidence: Evidence) -> bool:
    """Whether the refusing host is Exchange Online."""
    return (evidence.attempt.remote_mta or "").rstrip(".").lower().endswith(_MICROSOFT)


def _filtered(mx: Answer | None) -> bool:
    """Whether the sender's own mail is taken by somebody else's host before Microsoft's."""
    hosts = [str(host).rstrip(".").lower() for _, host in mx.data] if mx and mx.outcome == "data" else []
    return any(host and not host.endswith(_MICROSOFT) for host in hosts)
