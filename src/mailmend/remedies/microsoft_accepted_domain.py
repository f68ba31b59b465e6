"""Make Microsoft 365 take the sender for the tenant's own, so that the message does not leave by the relay pool.

Sources: Microsoft Learn, outbound delivery pools (2023-11-03 and 2026-06-25), forwarded message rejected 5.7.367
(2026-03-25), manage accepted domains in Exchange Online, 5.7.750 unregistered domains.
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import Phrase, phrase
from mailmend.remedies._powershell import commands

CURES = ("MM-POOL-002", "MM-BOUNCE-011", "MM-BOUNCE-014")
WORDS = {
    "title": "Make Microsoft 365 recognise the sender as yours",
    "domain": "Is {domain} an accepted domain of your tenant? If not, add it: Microsoft 365 admin center, Settings, "
    "Domains; it then stands in the Exchange admin center under Mail flow, Accepted domains.",
    "entry": "If your own server or a gateway hands the mail to Microsoft 365, make SPF pass there: that "
    "server\u2019s address belongs into the SPF record of the sender\u2019s domain, Microsoft\u2019s relay pool does "
    "not.",
    "forward": "If the message was forwarded automatically, forward as a mailbox or transport rule of an accepted "
    "domain, so that the return path is rewritten.",
    "dkim": "Turn on DKIM signing for the domain; it helps with DMARC at the receiver.",
    "never": "Never add 40.95.0.0/16 to an SPF record: the relayed mail of every tenant would then pass as yours.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps, None for a finding about something else; asks nothing."""
    yield from ()
    if (finding.code, finding.variant) not in _WHERE and finding.code != "MM-POOL-002":
        return None
    domain = (evidence.identities.mail_from or "").rpartition("@")[2] or evidence.identities.author_domain
    keys = ("domain", "entry") if finding.code == "MM-BOUNCE-011" else ("domain", "entry", "forward", "dkim", "never")
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("microsoft_accepted_domain.title"),
        steps=tuple(_step(key, domain) for key in keys if key != "domain" or domain),
        commands=commands("Get-AcceptedDomain | Format-Table DomainName, DomainType, Default"),
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))


_WHERE = (("MM-BOUNCE-011", "unregistered"), ("MM-BOUNCE-014", "relayed"))


def _step(key: str, domain: str | None) -> Phrase:
    return phrase(f"microsoft_accepted_domain.{key}", domain=domain or "")
