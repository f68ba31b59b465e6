"""The SPF record has a syntax error, and that makes all of it void.

What happened. One term of the record cannot be read: a misspelt mechanism, a comma, a missing colon, an address that
is none. The result is permerror for every sender, also where the faulty term stands behind one that matches (RFC 7208
section 4.6).

Why receivers do this. They must not guess what was meant.

How mailmend knows. It reads the record by the grammar of RFC 7208 and marks the characters that do not fit.

How to mend it. Correct the term. mailmend proposes the smallest correction where only one makes sense, and shows what
it authorises before you publish it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-005"
WORDS = {
    "title": "The SPF record of {domain} has a syntax error: {detail}",
    "happened": "The SPF record of {domain} has a syntax error at \u201c{term}\u201d, so it is void as a whole.",
    "do": "Correct the term \u201c{term}\u201d in the record of {domain}.",
    "do.included": "The faulty record belongs to {domain}, which yours includes. Tell its owner, or remove the include "
    "if "
    "you do not use it.",
}
EXAMPLE = Story(
    bounce="550 5.7.24 SPF Permanent Error: Unknown mechanism. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ipv4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.24 SPF Permanent Error: Unknown mechanism. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 x-ipv4=203.0.113.7 -all"',
)

# The kinds of problem that are of the grammar (RFC 7208 section 12); limits, includes and DNS have rules of their own.
_SYNTAX = frozenset(
    (
        *(
            "bad-version",
            "unknown-mechanism",
            "bad-term",
            "missing-argument",
            "unexpected-argument",
            "bad-ip4",
            "bad-ip6",
        ),
        *("bad-cidr", "bad-domain", "bad-macro", "bad-character", "non-ascii", "duplicate-modifier"),
    )
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a record on the way to the result cannot be read."""
    checked = evidence.spf
    problem = checked.problem if checked else None
    if checked is None or problem is None or problem.kind not in _SYNTAX:
        return
    included = bool(problem.domain) and problem.domain != checked.domain
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
            detail=_cites.short(problem.detail),
        ).params,
        variant="included" if included else "",
    )
