"""The SPF record asks for names that do not exist, more often than receivers allow.

What happened. More than two of the names that the record asks for do not exist or hold no address. Receivers may stop
at the third with permerror (RFC 7208 section 4.6.4, "void lookups"). Which names are asked depends on the sending
address, so the fault may meet only some messages.

Why receivers do this. A record full of dead names is a sign of neglect, and asking for them costs time.

A host without an IPv6 address counts for a sender with one, because receivers ask for the kind of address that they
see (section 5.3).

The same section allows ``mx`` at most ten hosts; more are an error as well.

How mailmend knows. It evaluates the record for the address and counts the questions that find nothing.

How to mend it. Remove the terms whose names are gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer
from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites
from mailmend.spf import CheckTrace

CODE = "MM-SPF-006"
WORDS = {
    "title": "The SPF record of {domain} asks for more than 2 names that do not exist",
    "happened": "The SPF record of {domain} names hosts that no longer exist, more than the 2 that are allowed, so SPF "
    "fails.",
    "title.ipv6": "For mail over IPv6 the SPF record of {domain} asks for more than 2 hosts without an IPv6 address",
    "happened.ipv6": "The message came over IPv6, and more than 2 hosts that the SPF record of {domain} names have no "
    "IPv6 address. Receivers count these as names that do not exist, so SPF fails.",
    "do.ipv6": "Write such hosts as ip4 instead of a or mx, or put the ip6 terms in front of them: mailmend spf "
    "{domain!q} marks them.",
    "title.mx": "An MX lookup of the SPF record of {domain} finds more than 10 hosts",
    "happened.mx": "The SPF record of {domain} asks for the addresses of more than 10 MX hosts, so SPF fails.",
    "do.mx": "Name the sending servers by ip4 and ip6 instead of mx, or keep at most 10 MX hosts.",
    "do": "Remove the terms whose names are gone: mailmend spf {domain!q} marks them.",
}
EXAMPLE = Story(
    bounce="550 5.7.24 SPF Permanent Error: Void lookup limit. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 a:gone1.contoso.example a:gone2.contoso.example a:gone3.contoso.example '
    'ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.24 SPF Permanent Error: Void lookup limit. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 a:gone1.contoso.example a:gone2.contoso.example ip4:203.0.113.7 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the evaluation stopped at the limit of void lookups, or of MX hosts."""
    checked = evidence.spf
    problem = checked.problem if checked else None
    if checked is None or problem is None or problem.kind not in ("too-many-voids", "too-many-mx"):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=evidence.spf_may_decide,
        owner=Owner.SENDER_ADMIN,
        cites=_cites.record(evidence),
        params=phrase(CODE, domain=problem.domain or checked.domain).params,
        variant="mx" if problem.kind == "too-many-mx" else "ipv6" if _only_without_ipv6(evidence) else "",
    )


def _only_without_ipv6(evidence: Evidence) -> bool:
    """Whether the client has an IPv6 address, and every name that was asked in vain exists."""
    evaluation = evidence.spf.evaluation if evidence.spf else None
    if evaluation is None or ":" not in evaluation.ip:
        return False
    empty = [answer for answer in _asked(evaluation.trace) if answer.outcome in ("nodata", "nxdomain")]
    return bool(empty) and all((a.question.type, a.outcome) == ("AAAA", "nodata") for a in empty)


def _asked(check: CheckTrace) -> Iterator[Answer]:
    for term in check.terms:
        yield from term.asked
        if term.nested:
            yield from _asked(term.nested)
