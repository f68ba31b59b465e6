"""SPF passes, but for another domain than that of the author, so it does not count for DMARC.

What happened. The return path of the message belongs to another domain than its From line, as with most services that
send for others. SPF checks the return path and passes; DMARC asks whether that domain belongs to the author's
organization, and it does not (RFC 9989 section 4.4).

Why receivers do this. Anybody can send with a return path of his own that passes SPF; only the same organization in
both places proves who wrote the message.

How mailmend knows. It evaluates SPF for the return path and compares the domains, relaxed or strict as the DMARC record
says.

How to mend it. Have the service use a return path under the author's domain, or, better, sign with DKIM for it. The SPF
record of the author's domain is not looked at for this message: leave it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dmarc, _stories

CODE = "MM-DMARC-003"
WORDS = {
    "title": "SPF passes for {envelope}, which does not belong to {author}",
    "title.strict": "SPF passes for {envelope}, and the DMARC record of {author} asks for the very same name",
    "happened": "By DMARC the message is refused although SPF passes: it passes for {envelope}, the return path, and "
    "not for {author}, the author. Leave the SPF record as it is.",
    "happened.strict": "By DMARC the message is refused although SPF passes: it passes for {envelope}, and the DMARC "
    "record of {author} (aspf=s) asks for the very same name. Leave the SPF record as it is.",
    "do": "Have the service that sends the message sign it with DKIM for {author}, or give it a return path under "
    "{author}.",
    "do.strict": "Sign with DKIM for {author}, or use {author} itself as the return path, or take aspf=s out of the "
    "DMARC record.",
}
_WORLD = """_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=reject"
mail.service.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"
bounce.contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all\""""
_BOUNCE = "550 5.7.1 [203.0.113.7] Email rejected per DMARC policy for contoso.example"
EXAMPLE = Story(bounce=_stories.refused(_BOUNCE, mail_from="b@mail.service.example"), world=_WORLD)
NEAR_MISS = Story(bounce=_stories.refused(_BOUNCE, mail_from="b@bounce.contoso.example"), world=_WORLD)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where SPF passes and its domain is not the author's."""
    checked, policy = evidence.spf, evidence.dmarc
    if checked is None or policy is None or not _dmarc.refused_by_it(evidence):
        return
    if evidence.result != "pass" or evidence.spf_aligned:
        return
    related = (
        checked.domain.endswith(f".{policy.organizational_domain}") or checked.domain == policy.organizational_domain
    )
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *_cites.record(evidence), *_dmarc.record(evidence)),
        params=phrase(CODE, envelope=checked.domain, author=policy.author_domain).params,
        variant="strict" if related else "",
        defeats=("MM-DMARC-001", "MM-SPF-009"),
    )
