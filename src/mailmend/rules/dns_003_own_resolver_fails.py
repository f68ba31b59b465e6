"""The resolver that mailmend asks does not answer.

What happened. Not one question could be answered. This says nothing about the sender's domain: the resolver given with
``--dns``, or the network of this machine, fails.

How mailmend knows. Every answer is a failure, also for names that have nothing to do with each other.

How to mend it. Name another resolver with ``--dns``, for example the address of your provider's, or an encrypted one
with ``--dns https://…`` where the network blocks port 53.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites
from mailmend.rules.dns_001_sender_dns_fails import failed_answer, resolver_works

CODE = "MM-DNS-003"
WORDS = {
    "title": "The resolver {server} does not answer ({reason})",
    "happened": "mailmend could not ask DNS: {server} fails ({reason}). Nothing is known about {domain} yet.",
    "do": "Try again, or name another resolver with --dns.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world="*",
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world=";! unavailable contoso.example. TXT servfail\ncontoso.example. 300 IN A 192.0.2.1",
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where nothing at all was answered."""
    failed = failed_answer(evidence)
    if failed is None or resolver_works(evidence):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.UNKNOWN,
        cites=(_cites.dns(failed),),
        params=phrase(
            CODE,
            server=failed.failed_at or "--dns",
            reason=failed.reason or "",
            domain=failed.question.name.rstrip("."),
        ).params,
        missing=("dns",),
        defeats=("MM-EVIDENCE-001",),
    )
