"""The outbound spam policy of the tenant: its limits, and who may forward to other organizations.

Sources: Microsoft Learn, configure outbound spam policies; control automatic external email forwarding;
New-HostedOutboundSpamFilterPolicy and New-HostedOutboundSpamFilterRule (read 2026-11).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._powershell import account, command, commands

CURES = ("MM-BOUNCE-010", "MM-BOUNCE-011")
WORDS = {
    "limits": "Look at the limits of the outbound spam policy",
    "limits.1": "Microsoft Defender portal, Policies & rules, Threat policies, Anti-spam, the outbound policy: its "
    "limits for an hour and a day may be lower than the service\u2019s own.",
    "limits.2": "The service\u2019s limits cannot be raised: send newsletters and other bulk mail through a service "
    "made for it, from a subdomain of its own.",
    "forwarding": "Allow automatic forwarding for the mailboxes that need it",
    "forwarding.1": "Ask the owner of the mailbox whether the forwarding is wanted; one that nobody set up means a "
    "stolen account.",
    "forwarding.2": "Make an outbound spam policy with automatic forwarding On for these mailboxes only, in the "
    "Microsoft Defender portal or with the lines below; leave the default policy as it is.",
}
_LOOK = (
    "Get-HostedOutboundSpamFilterPolicy | Format-List Name, RecipientLimitExternalPerHour, RecipientLimitPerDay, "
    "ActionWhenThresholdReached, AutoForwardingMode"
)
_NAME = "Forwarding allowed"


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps for the policy that the finding is about, None where it is about none; asks nothing."""
    yield from ()
    forwards = finding.variant == "forwarding"
    if finding.code == "MM-BOUNCE-011" and not forwards:
        return None
    kind = "forwarding" if forwards else "limits"
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase(f"microsoft_outbound_policy.{kind}"),
        steps=tuple(phrase(f"microsoft_outbound_policy.{kind}.{number}") for number in (1, 2)),
        commands=_forwarding(evidence) if forwards else (_LOOK,),
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))


def _forwarding(evidence: Evidence) -> tuple[str, ...]:
    """A policy of its own for the mailbox that forwards."""
    policy = f"New-HostedOutboundSpamFilterPolicy -Name '{_NAME}' -AutoForwardingMode On"
    rule = f"New-HostedOutboundSpamFilterRule -Name '{_NAME}' -HostedOutboundSpamFilterPolicy '{_NAME}'"
    return commands(_LOOK, policy, command(rule, ("From", account(evidence))))
