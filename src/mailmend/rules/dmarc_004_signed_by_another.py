"""The message is signed with DKIM, but by another domain than the author's, so it does not count for DMARC.

What happened. The service that sent the message signed it with its own domain. In Microsoft 365 that is the tenant's
onmicrosoft.com name, with which it signs as long as DKIM is not turned on for the domain itself. Such a signature may
pass, and DMARC passes it over: it proves the service and not the author (RFC 9989 section 4.4).

Why receivers do this. Every customer of a service is signed like that; it says nothing of who wrote the message.

How mailmend knows. It reads the DKIM-Signature fields in the returned header and compares their domains (d=) with that
of the From line, relaxed or strict as the DMARC record says.

How to mend it. Turn on DKIM signing for the author's domain at the service and publish the records that it gives you.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dkim, _dmarc, _stories

CODE = "MM-DMARC-004"
WORDS = {
    "title": "The message is signed by {signers}, and not by {author}",
    "happened": "By DMARC the message is refused: it is signed by {signers}, which does not belong to {author}. Leave "
    "the SPF record as it is.",
    "happened.spf": "By DMARC the message is refused: it is signed by {signers}, which does not belong to {author}, "
    "and SPF, which could have satisfied it, did not pass.",
    "do": "Turn on DKIM signing for {author} where the message is sent, and publish the records that you are given "
    "there.",
    "do.spf": "Turn on DKIM signing for {author} where the message is sent; mend SPF as shown, too.",
}
_REPLY = "550 5.7.1 Email rejected per DMARC policy for contoso.example"
_WORLD = '_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=reject"'
EXAMPLE = Story(bounce=_stories.refused(_REPLY, _stories.signed("contoso.onmicrosoft.com")), world=_WORLD)
NEAR_MISS = Story(bounce=_stories.refused(_REPLY, _stories.signed("news.contoso.example")), world=_WORLD)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where all signatures are by domains that are not aligned with the author's."""
    policy, views = evidence.dmarc, evidence.signatures
    if policy is None or not views or not _dmarc.refused_by_it(evidence) or any(view.aligned for view in views):
        return
    if evidence.spf_aligned and evidence.result == "pass":
        # By what DNS says now DMARC passes.
        return
    uncovered = evidence.space is not None and evidence.space.uncovered
    spf_would_do = evidence.spf_aligned and (uncovered or evidence.result not in (None, "pass"))
    signers = ", ".join(dict.fromkeys(view.signature.domain for view in views))
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(
            _cites.said(evidence, "remote", "text"),
            *(_dkim.field(view, f"d={view.signature.domain}") for view in views[:2]),
            *_dmarc.record(evidence),
        ),
        params=phrase(CODE, signers=_cites.short(signers), author=policy.author_domain).params,
        variant="spf" if spf_would_do else "",
        defeats=(
            "MM-DMARC-001",
            *(() if spf_would_do else (*(f"MM-SPF-{n:03}" for n in range(1, 11)), "MM-EVIDENCE-001")),
        ),
    )
