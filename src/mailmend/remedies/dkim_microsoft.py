"""DKIM signing for a domain of one's own in Microsoft 365: where to click, what to paste, which records to publish.

Sources: Microsoft Learn, Set up DKIM to sign mail from your Microsoft 365 domain (2025-10); New-DkimSigningConfig and
Get-DkimSigningConfig (Exchange Online PowerShell). Since May 2025 new domains get CNAME targets under
dkim.mail.microsoft whose middle part cannot be told beforehand, so the two values are always read from the tenant.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import Phrase, phrase
from mailmend.remedies._powershell import command, commands, quoted, uses_microsoft

CURES = (
    *(
        "MM-DKIM-001",
        "MM-DKIM-003",
        "MM-DKIM-006",
        "MM-DMARC-001",
        "MM-DMARC-002",
        "MM-DMARC-003",
        "MM-DMARC-004",
        "MM-BOUNCE-024",
    ),
    *("MM-DKIM-101", "MM-DKIM-102", "MM-DKIM-103", "MM-DKIM-104"),
)
WORDS = {
    "title": "Let Microsoft 365 sign with DKIM for {domain}",
    "portal": "Defender portal (security.microsoft.com), Email & collaboration, Policies & rules, Threat policies, "
    "Email authentication settings, DKIM: choose {domain}. If it is not listed, add it to the tenant first.",
    "records": "Publish the two CNAME records that are shown there, at selector1._domainkey.{domain} and "
    "selector2._domainkey.{domain}, exactly as they are shown.",
    "target": "The values look like selector1-{dashed}._domainkey.{tenant}; a domain that was added since May 2025 has "
    "values under dkim.mail.microsoft. Do not guess them: the second command prints them.",
    "unknown_target": "The values end in onmicrosoft.com; a domain that was added since May 2025 has values under "
    "dkim.mail.microsoft. Do not guess them: the second command prints them.",
    "wait": "When both records are seen (some minutes), switch signing on with the third command or in the portal.",
    "other": "Mail that other services send for {domain} is not signed by this: turn DKIM on at each of them.",
}
_MAKE = "New-DkimSigningConfig"


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps, where the domain's mail goes through Microsoft 365; asks nothing."""
    yield from ()
    domain = evidence.identities.author_domain
    if not domain or not uses_microsoft(evidence) or any(view.aligned for view in evidence.signatures):
        return None
    make = command(_MAKE, ("DomainName", domain))
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("dkim_microsoft.title", domain=domain),
        steps=tuple(_steps(domain, _tenant(evidence))),
        commands=commands(
            f"{make} -Enabled $false" if make else None,
            _piped(
                "Get-DkimSigningConfig", domain, "Format-List Name, Enabled, Status, Selector1CNAME, Selector2CNAME"
            ),
            _ending("Set-DkimSigningConfig", domain, "-Enabled $true"),
        ),
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))


def _steps(domain: str, tenant: str | None) -> Iterator[Phrase]:
    facts = {"domain": domain, "dashed": domain.replace(".", "-"), "tenant": tenant or ""}
    for key in ("portal", "records", "target" if tenant else "unknown_target", "wait", "other"):
        yield phrase(f"dkim_microsoft.{key}", facts)


def _tenant(evidence: Evidence) -> str | None:
    """The tenant's first name, where the message is signed with it: all names of a tenant end alike."""
    signers = (view.signature.domain for view in evidence.signatures)
    return next((signer for signer in signers if signer.endswith(".onmicrosoft.com")), None)


def _piped(name: str, domain: str, end: str) -> str | None:
    told = quoted(domain)
    return f"{name} -Identity {told} | {end}" if told else None


def _ending(name: str, domain: str, end: str) -> str | None:
    told = quoted(domain)
    return f"{name} -Identity {told} {end}" if told else None
