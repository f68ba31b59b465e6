"""The domain has two SPF records or more, and that makes all of them void.

What happened. Two TXT records at the same name begin with ``v=spf1``. A receiver must not choose: the result is
permerror for every sender (RFC 7208 section 4.5).

Why receivers do this. Many refuse a permerror, because a record that cannot be read protects nobody.

How mailmend knows. It reads all TXT records at the name and counts.

How to mend it. Merge them into one record that holds the terms of both, each once, in their order. Where the records
end differently (``-all`` and ``~all``) the merged one takes the softer ending, so that no mail is refused that was not
refused before; tighten it later. Other TXT records at the name stay untouched.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-003"
WORDS = {
    "title": "{domain} has {count} SPF records; only one is allowed",
    "happened": "{domain} has {count} SPF records. Receivers must not choose among them, so SPF fails for everybody.",
    "do": "Replace them by one record that holds the terms of both.",
}
EXAMPLE = Story(
    bounce="550 5.7.24 SPF Permanent Error: Two or more type TXT spf records found. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\ncontoso.example. 300 IN TXT "v=spf1 mx ~all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.24 SPF Permanent Error. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\ncontoso.example. 300 IN TXT "v=spf10 mx ~all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the name that was checked holds more than one ``v=spf1`` record."""
    checked = evidence.spf
    if checked is None or checked.answer is None or len(checked.records) < 2:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=evidence.spf_may_decide,
        owner=Owner.SENDER_ADMIN,
        cites=tuple(_cites.dns(checked.answer, record.text) for record in checked.records),
        params=phrase(CODE, domain=checked.domain, count=len(checked.records)).params,
    )
