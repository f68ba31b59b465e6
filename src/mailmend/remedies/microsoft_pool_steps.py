"""What to do in Microsoft 365 when a message left by the high-risk pool (never a change of SPF).

Sources: Microsoft Learn, outbound delivery pools (revisions of 2023-11-03 and 2026-06-25); fix error code 5.7.23;
outbound spam protection.
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-POOL-001",)
WORDS = {
    "risky": "Find out why Microsoft 365 treats this mail as spam",
    "risky.1": "Look at the message itself: links, signature, attachments, many recipients. Send a plain one from "
    "another mailbox to compare.",
    "risky.2": "If it was judged wrongly, submit it to Microsoft (Defender portal, Submissions) or open a support "
    "request.",
    "risky.3": "Send newsletters and other bulk mail through a service made for it, from a subdomain of its own.",
    "no_address": "Give {domain} an MX record: without MX and A every message of it leaves by the high-risk pool",
    "no_address.1": "Publish an MX record at {domain} that leads to where its mail is read, or send with a domain "
    "that has one.",
}
_STEPS = {"risky": 3, "no_address": 1}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps for the pool that the finding names; asks nothing."""
    yield from ()
    kind = finding.variant or "risky"
    facts = {"domain": evidence.domain.name if evidence.domain else ""}
    title = phrase(f"microsoft_pool_steps.{kind}", facts)
    steps = tuple(phrase(f"microsoft_pool_steps.{kind}.{number}", facts) for number in range(1, _STEPS[kind] + 1))
    return Remedy(cures=finding.code, actions=(Action(owner=Owner.SENDER_ADMIN, title=title, steps=steps),))
