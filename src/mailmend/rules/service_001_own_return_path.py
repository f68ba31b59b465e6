"""The return path belongs to the sending service, so it is the service's SPF record that was checked.

What happened. Receivers check SPF for the domain of the return path (MAIL FROM), not for the From line that people
see. This message was sent with a return path under the service's own domain, and the SPF record of that domain did
not pass the address.

Why receivers do this. RFC 7208 section 2.4: the MAIL FROM identity is what is checked.

How mailmend knows. The domain of the return path is one that the service uses for its own bounces.

How to mend it. Only the service can change that record: report the refusal to it. Where it offers a custom return path
(also "branded bounce domain"), set it up: then your own domain is checked, and SPF is aligned for DMARC. Changing the
SPF record of the author's domain has no effect on this.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SERVICE-001"
WORDS = {
    "title": "The return path {domain} belongs to {service}; your own SPF record was not checked",
    "happened": "The message was sent with a return path of {service}, and the SPF record of {domain} did not pass. "
    "Your own "
    "record was not checked: do not change DNS.",
    "do": "Report the refusal to {service}, and set up a return path under your own domain there if it offers one.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=bounces+1@u42.wl.sendgrid.net;ip=203.0.113.7;r=mx.fabrikam.example",
    world='u42.wl.sendgrid.net. 300 IN TXT "v=spf1 ip4:198.51.100.4 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=bounces+1@em.contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='em.contoso.example. 300 IN TXT "v=spf1 ip4:198.51.100.4 -all"',
)

_NOT_PASSED = ("fail", "softfail", "neutral", "none", "permerror")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the checked domain is a service's and did not pass."""
    domain, checked = evidence.domain, evidence.spf
    if domain is None or checked is None or domain.owned_by is None or not evidence.spf_may_decide:
        return
    if checked.result not in _NOT_PASSED or evidence.pool.name != "not-microsoft":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDING_SERVICE,
        cites=(_cites.said(evidence, "mail_from", "client_ip", "text"), *_cites.record(evidence)),
        params=phrase(CODE, domain=checked.domain, service=domain.owned_by).params,
        defeats=tuple(f"MM-SPF-{number:03}" for number in range(1, 10)),
        dns_innocent=True,
    )
