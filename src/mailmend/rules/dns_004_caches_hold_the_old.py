"""The record has been mended already; resolvers still hold the old one.

What happened. The authoritative name servers give a record that passes the message. The resolver that was asked still
has the old record in its cache, and so may the receiver's.

Why receivers do this. An answer of DNS is kept for as long as its TTL says; nobody can take it back.

How mailmend knows. It asks every authoritative server directly and evaluates the message with what they say.

How to mend it. Wait until the TTL has passed, then send again. Do not change the record a second time. Where one of the
servers still has the old record, its zone transfer has failed: that server must be brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-DNS-004"
WORDS = {
    "title": "All name servers of {domain} have a record that passes {client_ip}; a cache still holds the old one",
    "title.partly": "Some name servers of {domain} have a record that passes {client_ip}, {behind} does not",
    "happened": "The SPF record of {domain} has been mended already: all its name servers authorise {client_ip}. "
    "Resolvers may still hold the old record. Do not change DNS.",
    "happened.partly": "The SPF record of {domain} has been mended, but not on every name server: {behind} still has "
    "another record. The record itself stays as it is.",
    "do": "Wait until {until}, then send the message again.",
    "do.partly": "Have whoever runs the DNS of {domain} bring {behind} up to date, then send again.",
}
_BOUNCE = (
    "550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example"
)
_WORLD = (
    ";! server contoso.example. ns1.contoso.example. new.zone\ncontoso.example. 300 IN NS ns1.contoso.example.\n"
    'contoso.example. 300 IN TXT "v=spf1 -all"'
)
EXAMPLE = Story(
    bounce=_BOUNCE,
    world=_WORLD,
    servers={"new.zone": 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"'},
)
NEAR_MISS = Story(
    bounce=_BOUNCE,
    world=_WORLD,
    servers={"new.zone": 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.8 -all"'},
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the servers' own record passes what the resolver's does not."""
    checked, domain = evidence.spf, evidence.domain
    # With temperror the resolver holds no old record: it got none.
    if checked is None or domain is None or checked.result in ("pass", "temperror") or not evidence.spf_may_decide:
        return
    reached = [view for view in domain.views if view.answer.outcome != "unavailable"]
    mended = [view for view in reached if view.passes]
    if not mended:
        return
    behind = ", ".join(view.server for view in reached if not view.passes)
    ttl = checked.answer.ttl if checked.answer and checked.answer.ttl else 3600
    until = evidence.told.now.astimezone(UTC) + timedelta(seconds=min(ttl, 604_800))
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY if behind else Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN if behind else Owner.NOBODY,
        cites=(*_cites.record(evidence), *(_cites.dns(view.answer, note=view.server) for view in mended)),
        params=phrase(
            CODE,
            domain=checked.domain,
            client_ip=evidence.identities.client_ip or "",
            behind=behind,
            until=f"{until:%Y-%m-%d %H:%M} UTC",
        ).params,
        variant="partly" if behind else "",
        defeats=(*(f"MM-SPF-{number:03}" for number in range(1, 11)), "MM-FORGED-001", "MM-EVIDENCE-001"),
        dns_innocent=True,
    )
