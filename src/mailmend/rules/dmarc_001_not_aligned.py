"""The far server refused the message by the DMARC policy of the author's domain.

What happened. DMARC asks for one of two proofs that belongs to the domain in the From line: SPF passed for a domain
that is aligned with it, or a DKIM signature by such a domain. The message had neither, and the policy of the author's
domain asks receivers to refuse then (RFC 9989). Exchange Online may wrap this in the words "Sender Policy Framework
violation"; what the far server said stands behind the arrow.

Why receivers do this. The owner of the From domain has asked for it with ``p=reject``.

How mailmend knows. From the far server's own words, the author domain's DMARC record, and the domains that the
returned message was signed and sent with.

How to mend it. Have the message signed with DKIM by the author's domain, at the service that sends it; or let the
return path be under the author's domain. Changing the SPF record does not help while its domain is not aligned.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner, Subtype
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-DMARC-001"
WORDS = {
    "title": "Refused by the DMARC policy of {author}: neither SPF nor DKIM is aligned with it",
    "happened": "The receiver refused the message by the DMARC policy of {author}, not because of SPF alone. Leave the "
    "SPF "
    "record as it is.",
    "happened.spf": "The receiver refused the message by the DMARC policy of {author}, and SPF, which could have "
    "satisfied it, did not pass.",
    "title.unnamed": "Refused by the DMARC policy of the author\u2019s domain",
    "happened.unnamed": "The receiver refused the message by the DMARC policy of the author\u2019s domain, not because "
    "of SPF alone.",
    "do.unnamed": "Have the message signed with DKIM for the domain in its From line by the service that sends it.",
    "do": "Have the message signed with DKIM for {author} by the service that sends it, or use a return path under "
    "{author}.",
    "do.spf": "Mend SPF as shown, and have the message signed with DKIM for {author}, so that DMARC does not hang on "
    "SPF alone.",
}
EXAMPLE = Story(
    bounce="550 5.7.26 Unauthenticated email from contoso.example is not accepted due to domain's DMARC policy. "
    "Please contact the administrator of contoso.example domain if this was a legitimate mail.",
    world='_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=reject"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=reject"\ncontoso.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server's words are about DMARC or alignment."""
    if evidence.attempt.subtype not in (Subtype.DMARC, Subtype.ALIGNMENT):
        return
    if evidence.spf_aligned and evidence.result == "pass":
        # By what DNS says now DMARC passes.
        return
    uncovered = evidence.space is not None and evidence.space.uncovered
    spf_would_do = evidence.spf_aligned and (uncovered or evidence.result not in (None, "pass"))
    policy = evidence.dmarc.answers[0] if evidence.dmarc and evidence.dmarc.answers else None
    author = evidence.identities.author_domain or (evidence.domain.name if evidence.domain else "")
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *([_cites.dns(policy)] if policy else [])),
        params=phrase(CODE, author=author).params,
        variant="spf" if spf_would_do else "" if author else "unnamed",
        defeats=() if spf_would_do else (*(f"MM-SPF-{n:03}" for n in range(1, 10)), "MM-POOL-001", "MM-EVIDENCE-001"),
    )
