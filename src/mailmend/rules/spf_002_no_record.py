"""The domain that the receiver checked has no SPF record.

What happened. The receiver looked for a TXT record that begins with ``v=spf1`` at exactly the domain of the return
path (or of the HELO name) and found none. A record at the parent domain does not count for a subdomain: SPF is not
inherited (RFC 7208 section 4.5).

Why receivers do this. Without a record nothing says which servers may send for the domain; more and more receivers
refuse such mail.

How mailmend knows. It asks for the TXT records at that very name.

How to mend it. Publish one record that names what really sends for the domain. mailmend proposes what DNS shows to be
yours, ending in ``~all``, so that mail from senders that you have forgotten is marked and not refused; tighten it to
``-all`` when you are sure that the list is complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Domain, Evidence, Finding, Owner, SpfCheck
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-002"
WORDS = {
    "title": "{domain} has no SPF record",
    "title.subdomain": "{domain} has no SPF record; the one at {zone} does not count for it",
    "title.nxdomain": "{domain} does not exist in DNS, so it has no SPF record",
    "happened": "The receiver checked the SPF record of {domain}, and there is none.",
    "happened.subdomain": "The receiver checked the SPF record of {domain}, and there is none: the record of {zone} is "
    "not inherited.",
    "happened.nxdomain": "The receiver checked the SPF record of {domain}, and that name does not exist in DNS.",
    "do": "Publish an SPF record for {domain}.",
    "do.nxdomain": "Send with a return path whose domain exists, or create {domain} in DNS with an SPF record.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world="contoso.example. 300 IN A 192.0.2.1",
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the name that was checked holds no ``v=spf1`` record."""
    checked, domain = evidence.spf, evidence.domain
    if checked is None or domain is None or checked.answer is None or not evidence.spf_may_decide:
        return
    if checked.records or checked.answer.outcome == "unavailable" or checked.result != "none":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.dns(checked.answer), _cites.said(evidence, "text")),
        params=phrase(CODE, domain=checked.domain, zone=domain.zone).params,
        variant=_variant(checked, domain),
    )


def _variant(checked: SpfCheck, domain: Domain) -> str:
    if checked.answer and checked.answer.outcome == "nxdomain":
        return "nxdomain"
    return "subdomain" if domain.zone_has_record and domain.zone != checked.domain else ""
