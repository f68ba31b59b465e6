"""The SPF record stands at a name where no receiver looks for it.

What happened. The receiver looked for a TXT record that begins with ``v=spf1`` at exactly the domain of the return
path and found none. There is one, but at another name: receivers ask for no label in front of the domain (RFC 7208
section 3.1), as they do for DKIM and DMARC.

Why receivers do this. SPF has one place. A record elsewhere is only read where the record at that place names it.

How mailmend knows. It asks for TXT records at the names where they end up by mistake: the whole name typed into a form
that appends the zone (contoso.example.contoso.example), and labels such as ``_spf``, ``_dmarc`` or ``@``.

How to mend it. Publish the same record at the domain itself. In most forms of DNS hosts the name is then ``@``, or the
field stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-010"
WORDS = {
    "title": "{domain} has no SPF record; there is one at {place}, where no receiver looks",
    "happened": "The receiver looked for the SPF record of {domain} and found none, because yours stands at {place}.",
    "do": "Publish the record at {domain} itself: in most forms of DNS hosts the name is then @, or left empty.",
}
_BOUNCE = (
    "550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example"
)
EXAMPLE = Story(bounce=_BOUNCE, world='contoso.example.contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"')
NEAR_MISS = Story(
    bounce=_BOUNCE,
    world='contoso.example. 300 IN TXT "v=spf1 include:_spf.contoso.example -all"\n'
    '_spf.contoso.example. 300 IN TXT "v=spf1 ip4:198.51.100.4 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the checked name has no record and a usual wrong name has one."""
    checked, domain = evidence.spf, evidence.domain
    if checked is None or checked.answer is None or domain is None or not domain.misplaced:
        return
    if not evidence.spf_may_decide:
        return
    wrong = domain.misplaced[0]
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.dns(wrong), _cites.dns(checked.answer), _cites.said(evidence, "text")),
        params=phrase(CODE, domain=checked.domain, place=wrong.question.name.rstrip(".")).params,
        defeats=("MM-SPF-002",),
    )
