"""Microsoft sent the message through its relay pool, whose addresses no SPF record may list.

What happened. Exchange Online forwarded or relayed a message whose sender it could not vouch for: the outbound sender
is not in an accepted domain of the tenant, and SPF did not pass when the message came in. Such mail leaves by the relay
pool. Microsoft does not publish the addresses of that pool, so SPF fails for it although the record is right.

Why receivers do this. They see an address that the sender's record does not list.

How mailmend knows. By the address (40.95.0.0/16, documented until 2023, and 52.103.192.0/23, observed), by
``X-MS-Exchange-AntiSpam-Relay: 1``, by the codes SFP:1022 and SFP:1023, by ``rl`` in the name of the sending host, or
by the tenant's message trace.

How to mend it. In Microsoft 365, not in DNS. Never add these addresses to a record: every tenant's relayed mail would
then pass as yours.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-POOL-002"
WORDS = {
    "title": "The message left Microsoft 365 through its relay pool",
    "happened": "Your message left Microsoft 365 through its relay pool, which SPF records must not list. Do not "
    "change DNS.",
    "do": "Make Microsoft 365 recognise the message as yours: the steps are below.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=40.95.110.71;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:40.107.0.0/16 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=40.107.1.1;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)

_SYMPTOMS = tuple(f"MM-SPF-{number:03}" for number in range(1, 10))


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the signs point to the relay pool and SPF does not pass for it."""
    if evidence.pool.name not in ("relay", "relay-high-risk") or evidence.result == "pass":
        return
    yield Finding(
        code=CODE,
        confidence=evidence.pool.confidence,
        cause=evidence.spf_may_decide or evidence.attempt.status == "5.7.367",
        owner=Owner.SENDER_ADMIN,
        cites=tuple(_cites.signal(s) for s in evidence.pool.signals) or (_cites.said(evidence, "text"),),
        params=phrase(CODE, domain=evidence.domain.name if evidence.domain else "").params,
        defeats=(*_SYMPTOMS, "MM-BOUNCE-001", "MM-BOUNCE-014", "MM-EVIDENCE-001"),
        dns_innocent=True,
    )
