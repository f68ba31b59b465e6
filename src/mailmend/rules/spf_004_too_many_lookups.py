"""The SPF record needs more than ten DNS lookups, and receivers stop there.

What happened. ``include``, ``a``, ``mx``, ``ptr``, ``exists`` and ``redirect`` each cost one lookup, those of included
records too. At the eleventh the receiver must give up with permerror (RFC 7208 section 4.6.4).

Why receivers do this. The limit protects them and the DNS from records that make every message expensive.

How mailmend knows. It evaluates the record for the address and counts what each term costs.

How to mend it. Remove what is no longer used, first the includes of services that you have left. Give a service that
sends newsletters a subdomain of its own. Replacing an include by its addresses works until the service changes them,
so it is the last resort.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-004"
WORDS = {
    "title": "The SPF record of {domain} needs more than 10 DNS lookups",
    "happened": "The SPF record of {domain} needs more than the 10 DNS lookups that are allowed, so SPF fails.",
    "do": "Remove includes that you no longer use until at most 10 lookups are left: see the cost of each term with "
    "mailmend spf {domain!q}.",
}
EXAMPLE = Story(
    bounce="550 5.7.24 SPF Permanent Error: Too many DNS lookups. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 '
    + " ".join(f"a:h{n}.contoso.example" for n in range(11))
    + ' -all"\n'
    + "\n".join(f"h{n}.contoso.example. 300 IN A 192.0.2.{n}" for n in range(11)),
)
NEAR_MISS = Story(
    bounce="550 5.7.24 SPF Permanent Error: Too many DNS lookups. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 '
    + " ".join(f"a:h{n}.contoso.example" for n in range(10))
    + ' -all"\n'
    + "\n".join(f"h{n}.contoso.example. 300 IN A 192.0.2.{n}" for n in range(10)),
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the evaluation stopped at the limit of terms that ask DNS."""
    checked = evidence.spf
    problem = checked.problem if checked else None
    if checked is None or problem is None or problem.kind != "too-many-lookups":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=evidence.spf_may_decide,
        owner=Owner.SENDER_ADMIN,
        cites=_cites.record(evidence),
        params=phrase(CODE, domain=checked.domain).params,
    )
