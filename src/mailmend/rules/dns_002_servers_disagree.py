"""One authoritative server of the sender's domain still gives another record.

What happened. The domain's name servers do not agree on the SPF record. Which of them a receiver asks is chance, so
some messages are refused and others pass.

Why receivers do this. They can only use the answer that they get.

How mailmend knows. It asks every authoritative server directly and compares.

How to mend it. Bring the server that is named up to date: its zone transfer has failed, or it is not configured as a
secondary any more. The record itself stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-DNS-002"
WORDS = {
    "title": "{server} still serves another SPF record for {domain} than the rest",
    "happened": "The SPF record of {domain} is right, but the name server {server} gives another one, so some "
    "receivers refuse. "
    "The record itself stays as it is.",
    "do": "Have whoever runs the DNS of {domain} bring {server} up to date, then send again.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world=";! server contoso.example. ns2.contoso.example. old.zone\ncontoso.example. 300 IN NS ns1.contoso.example.\n"
    'contoso.example. 300 IN NS ns2.contoso.example.\ncontoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
    servers={"old.zone": 'contoso.example. 300 IN TXT "v=spf1 -all"'},
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world=";! server contoso.example. ns2.contoso.example. same.zone\ncontoso.example. 300 IN NS ns1.contoso.example.\n"
    'contoso.example. 300 IN NS ns2.contoso.example.\ncontoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
    servers={"same.zone": 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"'},
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a server that answers gives other SPF records than the resolver got."""
    checked = evidence.spf
    views = evidence.domain.views if evidence.domain else ()
    behind = [view for view in views if not view.agrees and view.answer.outcome != "unavailable"]
    # A record that is mended on some servers already has a rule of its own.
    if checked is None or not behind or (checked.result != "pass" and any(view.passes for view in behind)):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=evidence.spf_may_decide and checked.result == "pass",
        owner=Owner.SENDER_ADMIN,
        cites=tuple(_cites.dns(view.answer, note=view.server) for view in behind),
        params=phrase(CODE, domain=checked.domain, server=", ".join(view.server for view in behind)).params,
        defeats=("MM-SPF-009",),
    )
