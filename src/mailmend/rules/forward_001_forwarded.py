"""Somebody forwarded the message and kept the sender's return path.

What happened. The first recipient's server took the message and sent it on to another address, still with the sender's
return path. The last server saw the forwarder's address, which the sender's SPF record does not, and must not, list.

Why receivers do this. SPF checks the last hop; plain forwarding breaks it (RFC 7208 section 10.3, appendix D).

How mailmend knows. The address that was refused belongs to the server that wrote the report, which is not the
sender's, and the report names two recipients in different domains or a hop that handed the message over from outside.

How to mend it. The forwarder must rewrite the return path (SRS) or seal the message (ARC); a DKIM signature of the
author's domain survives plain forwarding and satisfies DMARC. Never add a forwarder's address to your record.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Client, Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-FORWARD-001"
WORDS = {
    "title": "{forwarder} forwarded the message and kept your return path",
    "happened": "Your message reached {forwarder}, which forwarded it to another address in your name. SPF cannot pass "
    "there: "
    "do not change DNS.",
    "do": "Ask whoever runs {forwarder} to forward with SRS, or write to the final address directly.",
}
EXAMPLE = Story(
    bounce="Reporting-MTA: dns; mail.club.example\n\nFinal-Recipient: rfc822; b@fabrikam.example\nOriginal-Recipient: "
    "rfc822; info@club.example\nAction: failed\nStatus: 5.7.23\nRemote-MTA: dns; mx.fabrikam.example\nDiagnostic-Code: "
    "smtp; 550 5.7.23 SPF fail. http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=192.0.2.44;r=mx\n",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\nmail.club.example. 300 IN A 192.0.2.44',
)
NEAR_MISS = Story(
    bounce="Reporting-MTA: dns; mail.contoso.example\n\nFinal-Recipient: rfc822; b@fabrikam.example\n"
    "Action: failed\nStatus: 5.7.23\nRemote-MTA: dns; mx.fabrikam.example\nDiagnostic-Code: "
    "smtp; 550 5.7.23 SPF fail. http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=192.0.2.44;r=mx\n",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\nmail.contoso.example. 300 IN A 192.0.2.44',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refused address is a foreign reporting server's that passed the message on."""
    client = evidence.client
    if client is None or client.own or evidence.result == "pass" or not evidence.spf_may_decide:
        return
    if not (_reporter_is_client(evidence, client) and _handed_over(evidence)):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.FORWARDER,
        cites=(_cites.address(evidence), *(_cites.dns(answer) for answer in client.reporters_own)),
        params=phrase(CODE, forwarder=evidence.bounce.reporting_mta or client.ip).params,
        defeats=(*(f"MM-SPF-{n:03}" for n in range(1, 10)), "MM-FORGED-001"),
        dns_innocent=True,
    )


def _reporter_is_client(evidence: Evidence, client: Client) -> bool:
    return bool(client.reporters_own) and "reporting-mta" not in evidence.ours


def _handed_over(evidence: Evidence) -> bool:
    """Whether the message came to the reporting server from elsewhere, for somebody else."""
    attempt = evidence.attempt
    first, last = (_domain(address) for address in (attempt.original_recipient, attempt.recipient))
    delivered = any(
        _domain(f.value) not in ("", last)
        for f in evidence.bounce.original.headers
        if f.name.lower() in ("delivered-to", "x-original-to", "x-forwarded-for", "x-forwarded-to")
    )
    return (
        bool(first and last and first != last)
        or delivered
        or bool({"message-id", "hop", "signature"} & set(evidence.ours))
    )


def _domain(address: str | None) -> str:
    return (address or "").strip("<> ").rpartition("@")[2].lower()
