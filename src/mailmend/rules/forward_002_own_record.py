"""A forwarder rewrote the return path, and its own SPF record does not list its server.

What happened. The first recipient's server sent the message on to another address with a return path of its own (SRS),
as a forwarder should. The last server then checked the forwarder's SPF record, and that does not authorise the
forwarder's own server.

Why receivers do this. SPF checks the domain of the return path, whoever the author is (RFC 7208 section 2.4).

How mailmend knows. The return path that was refused is written as SRS writes it: ``SRS0=hash=time=domain=user`` at the
forwarder's domain, with another domain inside.

How to mend it. The forwarder must list its server in its own record, or forward through one that is listed. The record
of the author's domain was not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-FORWARD-002"
WORDS = {
    "title": "{forwarder} forwarded the message, and its own SPF record does not authorise {ip}",
    "happened": "Your message was forwarded with a return path of {forwarder}, whose own SPF record does not authorise "
    "the server that forwarded it. Your domain was not checked: do not change DNS.",
    "do": "Ask whoever runs {forwarder} to mend its SPF record, or write to the final address directly.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=SRS0=HHH=TT=contoso.example=anna@club.example;ip=192.0.2.44;r=mx",
    world='club.example. 300 IN TXT "v=spf1 -all"\ncontoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=SRS0=HHH=TT=club.example=anna@club.example;ip=192.0.2.44;r=mx",
    world='club.example. 300 IN TXT "v=spf1 -all"',
)

# The Sender Rewriting Scheme (Wong, 2003): SRS0=hash=timestamp=domain=user; SRS1 where it was rewritten twice.
_SRS = pattern(r"srs[01][=+-][^@\s]{1,300}@", re.IGNORECASE)
_INSIDE = pattern(r"=([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,20})=", re.IGNORECASE)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refused return path is one that a forwarder of another domain wrote."""
    sender, domain = evidence.identities.mail_from or "", evidence.identities.spf_domain
    if evidence.result in (None, "pass") or not evidence.spf_may_decide or not domain or not _SRS.match(sender):
        return
    inside = _INSIDE.search(sender)
    if inside is None or inside[1].lower() == domain:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.FORWARDER,
        cites=(_cites.address(evidence),) if evidence.client else (),
        params=phrase(CODE, forwarder=domain, ip=evidence.identities.client_ip or "").params,
        defeats=(*(f"MM-SPF-{n:03}" for n in range(1, 10)), "MM-FORGED-001", "MM-FORWARD-001"),
        dns_innocent=True,
    )
