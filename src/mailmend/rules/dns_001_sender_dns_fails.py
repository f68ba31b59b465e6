"""The DNS of the sender's domain could not be answered.

What happened. A receiver that asks for the SPF record gets no usable answer: the domain's servers do not answer,
refuse, answer for something else, or the answer does not verify. The SPF result is temperror (RFC 7208 section 2.6.6).

Why receivers do this. Without the record they can neither accept nor refuse with reason; they put the message off, and
some refuse it.

How mailmend knows. It asks the resolver, and then each authoritative server of the domain directly, and says which of
them failed and how.

How to mend it. Whoever runs the DNS of the domain must repair the server that is named. The record itself may be right.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer
from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-DNS-001"
WORDS = {
    "title": "The DNS of {domain} fails: {server} ({reason})",
    "happened": "The SPF record of {domain} cannot be looked up: {server} fails ({reason}).",
    "happened.one": "The SPF record of {domain} is right, but its name server {server} fails ({reason}), so some "
    "receivers cannot look it up.",
    "do": "Ask whoever runs the DNS of {domain} to repair {server}. The record itself may be right: leave it.",
    "title.unnamed": "The DNS of {domain} fails: no answer comes from its name servers ({reason} at {server})",
    "happened.unnamed": "The SPF record of {domain} cannot be looked up: the resolver {server} gets no answer from the "
    "name servers of {domain} ({reason}).",
    "title.unsaid": "The DNS of {domain} fails: no answer comes from its name servers ({reason})",
    "happened.unsaid": "The SPF record of {domain} cannot be looked up: its name servers give no answer ({reason}).",
    "do.unsaid": "Ask whoever runs the DNS of {domain} to repair its name servers. The record itself may be right: "
    "leave it.",
    "do.unnamed": "Ask whoever runs the DNS of {domain} to repair its name servers. The record itself may be right: "
    "leave it.",
}
EXAMPLE = Story(
    bounce="451 4.7.24 SPF Temporary Error: DNS SERVFAIL. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world=";! unavailable contoso.example. TXT servfail\ncontoso.example. 300 IN A 192.0.2.1",
)
NEAR_MISS = Story(
    bounce="451 4.7.24 SPF Temporary Error: DNS SERVFAIL. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)

# A server that was not asked, because its address is private or nobody recorded it, is not at fault.
_AT_FAULT = ("timeout", "servfail", "refused", "lame", "malformed")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where SPF needs an answer that the domain's servers fail to give, all of them or only some."""
    if not resolver_works(evidence):
        return
    views = evidence.domain.views if evidence.domain else ()
    culprits = tuple(view.answer for view in views if view.answer.reason in _AT_FAULT)
    failed = failed_answer(evidence)
    if failed is not None:
        sure = Confidence.CERTAIN if culprits else Confidence.LIKELY
        # Of a resolver's silence its name is known where one was asked; a recorded world names none.
        variant = "" if culprits else "unnamed" if failed.failed_at else "unsaid"
        yield _finding(failed, culprits, sure, variant, defeats=("MM-EVIDENCE-001",))
    elif culprits and len(culprits) < len(views) and evidence.result == "pass" and evidence.spf_may_decide:
        # A server that is only slow from here may answer others.
        silent = all(answer.reason == "timeout" for answer in culprits)
        sure = Confidence.POSSIBLE if silent else Confidence.LIKELY
        yield _finding(culprits[0], culprits, sure, variant="one", defeats=() if silent else ("MM-SPF-009",))


def _finding(
    failed: Answer, culprits: tuple[Answer, ...], sure: Confidence, variant: str = "", defeats: tuple[str, ...] = ()
) -> Finding:
    named = culprits[0] if culprits else failed
    domain = failed.question.name.rstrip(".")
    server = named.question.server or named.failed_at or domain
    return Finding(
        code=CODE,
        confidence=sure,
        cause=True,
        owner=Owner.DNS_HOST,
        cites=tuple(_cites.dns(answer) for answer in dict.fromkeys((failed, *culprits))),
        params=phrase(CODE, domain=domain, server=server, reason=named.reason or "").params,
        variant=variant,
        defeats=defeats,
    )


def failed_answer(evidence: Evidence) -> Answer | None:
    """The answer that SPF needed and that could not be had; None where nothing failed, or was merely not recorded."""
    checked = evidence.spf
    if checked is None:
        return None
    problem = checked.problem
    answer = problem.answer if problem is not None and problem.answer is not None else checked.answer
    if answer is None or answer.outcome != "unavailable" or answer.reason not in _AT_FAULT:
        return None
    return answer


def resolver_works(evidence: Evidence) -> bool:
    """Whether anything at all was answered."""
    return any(a.outcome != "unavailable" for a in evidence.answers if a.question.server is None)
