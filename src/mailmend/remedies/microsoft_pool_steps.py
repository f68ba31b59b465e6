"""What to do in Microsoft 365 when a message left by the high-risk or the relay pool (never a change of SPF).

Sources: Microsoft Learn, outbound delivery pools (revisions of 2023-11-03 and 2026-06-25); fix error code 5.7.23;
forwarded message rejected 5.7.367 (2026-03-25); outbound spam protection.
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-POOL-001", "MM-POOL-002")
WORDS = {
    "risky": "Find out why Microsoft 365 treats this mail as spam",
    "risky.1": "Confirm the pool: run a message trace for the message in the Exchange admin center and look for "
    "OutboundIpPoolName.",
    "risky.2": "Open Restricted entities in the Microsoft Defender portal. If the account is listed, reset its "
    "password, turn on multifactor authentication, remove unknown inbox rules and app consents, then release it.",
    "risky.3": "Look at the message itself: links, signature, attachments, many recipients. Send a plain one from "
    "another mailbox to compare.",
    "risky.4": "If it was judged wrongly, submit it to Microsoft (Defender portal, Submissions) or open a support "
    "request.",
    "risky.5": "Send newsletters and other bulk mail through a service made for it, from a subdomain of its own.",
    "no_address": "Give {domain} an MX record: without MX and A every message of it leaves by the high-risk pool",
    "no_address.1": "Publish an MX record at {domain} that leads to where its mail is read, or send with a domain "
    "that has one.",
    "relay": "Make Microsoft 365 recognise the sender as yours",
    "relay.1": "Confirm the pool: run a message trace and look for OutboundIpPoolName = RegularRelayOutboundPool.",
    "relay.2": "Add the domain of the sender as an accepted domain of your tenant (Exchange admin center, Mail flow, "
    "Accepted domains).",
    "relay.3": "If your own server or a gateway hands the mail to Microsoft 365, make SPF pass there: that "
    "server\u2019s address belongs into the SPF record of the sender\u2019s domain, Microsoft\u2019s relay pool does "
    "not.",
    "relay.4": "If your MX leads to a filter in front of Microsoft 365, turn on Enhanced Filtering for Connectors.",
    "relay.5": "If the message was forwarded automatically, forward as a mailbox or transport rule of an accepted "
    "domain, so that the return path is rewritten.",
    "relay.6": "Turn on DKIM signing for the domain; it helps with DMARC at the receiver.",
    "relay.7": "Never add 40.95.0.0/16 to an SPF record: the relayed mail of every tenant would then pass as yours.",
}
_STEPS = {"risky": 5, "no_address": 1, "relay": 7}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps for the pool that the finding names; asks nothing."""
    yield from ()
    kind = "relay" if finding.code == "MM-POOL-002" else finding.variant or "risky"
    facts = {"domain": evidence.domain.name if evidence.domain else ""}
    title = phrase(f"microsoft_pool_steps.{kind}", facts)
    steps = tuple(phrase(f"microsoft_pool_steps.{kind}.{number}", facts) for number in range(1, _STEPS[kind] + 1))
    return Remedy(cures=finding.code, actions=(Action(owner=Owner.SENDER_ADMIN, title=title, steps=steps),))
