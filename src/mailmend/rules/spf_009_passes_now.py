"""SPF passes now for the very address that was refused.

What happened. The receiver refused the message because of SPF, but the record as it stands today passes the address
that the receiver says it saw. Most often the record has been mended in the meantime and the receiver, or the DNS
server it asks, still had the old one.

Why receivers do this. DNS answers may be kept as long as their TTL says, commonly an hour.

How mailmend knows. It evaluates today's record, and asks each authoritative server of the domain whether all of them
give the same.

How to mend it. Send the message again. If it is refused again after the TTL, the receiver's check is at fault: write to
its postmaster; the letter is ready.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-009"
WORDS = {
    "title": "SPF passes now: the record of {domain} authorises {client_ip}",
    "happened": "The SPF record of {domain} authorises {client_ip} now. Do not change DNS.",
    "do": "Send the message again. If it is still refused after {ttl} seconds, send the letter to the "
    "receiver\u2019s postmaster.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.8 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refused identities pass today and the refusal was about SPF."""
    checked = evidence.spf
    if evidence.client is None or not evidence.spf_may_decide:
        return
    if checked is None or checked.evaluation is None or checked.result != "pass":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.NOBODY,
        cites=(*_cites.record(evidence), _cites.address(evidence)),
        params=phrase(
            CODE,
            domain=checked.domain,
            client_ip=checked.evaluation.ip,
            ttl=(checked.answer.ttl if checked.answer and checked.answer.ttl else 3600),
        ).params,
        dns_innocent=True,
    )
