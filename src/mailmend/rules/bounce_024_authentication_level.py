"""Outlook.com asks this sender for SPF, DKIM and DMARC together, and says which of them failed.

What happened. Since May 2025 Outlook.com takes mail of domains that send it more than 5,000 messages a day only if SPF
passes, DKIM passes, and DMARC passes with one of them aligned: 550 5.7.515. The refusal ends with flags: ``Spf= Pass ,
Dkim= Fail , DMARC= Fail``.

Why receivers do this. Who sends much must prove who he is; Gmail and Yahoo ask the same.

How mailmend knows. From the flags. What passed needs no change; what failed does.

How to mend it. Turn on what failed: DKIM at every service that sends for the domain (in Microsoft 365: the Defender
portal, DKIM), SPF as mailmend shows, a DMARC record with at least p=none.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-024"
WORDS = {
    "title": "Outlook.com asks for SPF, DKIM and DMARC, and says: SPF {spf}, DKIM {dkim}, DMARC {dmarc}",
    "happened": "Outlook.com asks senders of much mail for SPF, DKIM and DMARC, and found SPF {spf}, DKIM {dkim}, "
    "DMARC {dmarc}.",
    "happened.dkim": "Outlook.com asks senders of much mail for SPF, DKIM and DMARC. SPF passed, DKIM did not: leave "
    "the SPF record as it is.",
    "happened.dmarc": "Outlook.com asks senders of much mail for SPF, DKIM and DMARC. SPF and DKIM passed, but neither "
    "for the domain in the From line: leave the SPF record as it is.",
    "do": "Mend what failed: SPF as shown, DKIM at the service that sends, and a DMARC record for the From domain.",
    "do.unseen": "Find out from which address the message came and give it with --ip: then the SPF record that "
    "passes is shown. Have the service that sends sign with DKIM, and publish a DMARC record for the From domain.",
    "do.dkim": "Turn on DKIM signing for the From domain at the service that sends the message.",
    "do.dmarc": "Let the service sign with DKIM for the From domain itself, or use a return path under it.",
}
_BOUNCE = (
    "550 5.7.515 Access denied, sending domain CONTOSO.EXAMPLE doesn't meet the required authentication level. "
    "The sender's domain in the 5322.From address doesn't meet the authentication requirements defined for the sender. "
    "To learn how to fix this see: https://go.microsoft.com/fwlink/p/?linkid=2319303 Spf= {spf} , Dkim= {dkim} , "
    "DMARC= {dmarc}"
)
EXAMPLE = Story(bounce=_BOUNCE.format(spf="Pass", dkim="Fail", dmarc="Fail"))
NEAR_MISS = Story(bounce="550 5.7.509 Access denied, sending domain CONTOSO.EXAMPLE does not pass DMARC verification")

_FLAG = r"{name}\s{{0,3}}=\s{{0,3}}(pass|fail|none|softfail|neutral|temperror|permerror)\b"
_FLAGS = {name: pattern(_FLAG.format(name=name)) for name in ("spf", "dkim", "dmarc")}


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the flags say which check failed."""
    if _refusal.status(evidence) != "5.7.515" or not evidence.bounce.failed:
        return
    said = _refusal.words(evidence)
    found = {name: match[1] for name, pattern in _FLAGS.items() if (match := pattern.search(said))}
    if not found:
        return
    spf_passed = found.get("spf") == "pass"
    unseen = not spf_passed and evidence.identities.client_ip is None
    variant = ("dkim" if found.get("dkim") != "pass" else "dmarc") if spf_passed else "unseen" if unseen else ""
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text", "status"),),
        params=phrase(
            CODE, spf=found.get("spf", "?"), dkim=found.get("dkim", "?"), dmarc=found.get("dmarc", "?")
        ).params,
        variant=variant,
        missing=("client_ip",) if unseen else (),
        defeats=(
            "MM-EVIDENCE-001",
            "MM-DMARC-001",
            *(f"MM-SPF-{number:03}" for number in range(1, 10) if spf_passed),
        ),
        dns_innocent=False,
    )
