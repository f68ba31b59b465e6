"""The SPF record includes a domain that has no SPF record.

What happened. An ``include`` or ``redirect`` points to a name without exactly one readable record. That is permerror
for the whole record (RFC 7208 sections 5.2 and 6.1).

Why receivers do this. They cannot know what the include was meant to authorise.

How mailmend knows. It follows every include on the way to the result.

How to mend it. Correct the name if it is misspelt; remove the term if the service is no longer used; else ask the
service which include it publishes today.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-007"
WORDS = {
    "title": "\u201c{term}\u201d in the SPF record of {domain} points to a name without an SPF record",
    "happened": "The SPF record of {domain} says \u201c{term}\u201d, but there is no SPF record at that name, so SPF "
    "fails.",
    "happened.hosted": "The SPF policy of {domain} is kept by {vendor}, which publishes no record for this sender, so "
    "SPF fails.",
    "do.hosted": "Add the sender in the portal of {vendor}, or see there whether {domain} is still served; change "
    "nothing in DNS by hand.",
    "do": "Correct or remove \u201c{term}\u201d in the SPF record of {domain}.",
}
EXAMPLE = Story(
    bounce="550 5.7.24 SPF Permanent Error: No valid SPF record for included domain. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 include:gone.example ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.24 SPF Permanent Error: No valid SPF record for included domain. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 include:here.example -all"\nhere.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where an include or redirect on the way to the result finds no record."""
    checked = evidence.spf
    problem = checked.problem if checked else None
    if checked is None or problem is None or problem.kind not in ("include-without-record", "redirect-without-record"):
        return
    vendor = evidence.domain.hosted_by if evidence.domain else None
    # A vendor answers each sender by a macro: the name is not misspelt, it is the vendor who knows no such sender.
    hosted = vendor is not None and "%{" in (problem.term or "")
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=evidence.spf_may_decide,
        owner=Owner.SENDER_ADMIN,
        cites=_cites.record(evidence),
        params=phrase(
            CODE,
            domain=problem.domain or checked.domain,
            term=_cites.short(problem.term or ""),
            vendor=vendor or "",
        ).params,
        variant="hosted" if hosted else "",
    )
