"""The domain of the address accepts no mail.

What happened. The domain exists and says that it takes no mail: it has a null MX (RFC 7505), or its server says so.

Why receivers do this. Domains that are used for a web site only, or not any more, are spared the mail that way.

How mailmend knows. From the words and code (RFC 7505: 556 and X.1.10), and by asking for the MX records.

How to mend it. Use another address of the recipient. If it is the domain's owner who wonders: remove the null MX
(``MX 0 .``) and publish the real one.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Confidence, Doubt, Evidence, Finding
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-006"
WORDS = {
    "title": "The domain of the address accepts no mail",
    "title.named": "{domain} accepts no mail",
    "title.null_mx": "{domain} says in DNS that it accepts no mail (null MX, RFC 7505)",
    "happened": "The domain of the address accepts no mail. This is not about your domain: do not change DNS.",
    "happened.named": "{domain} accepts no mail. This is not about your domain: do not change DNS.",
    "happened.null_mx": "{domain} says in DNS that it accepts no mail. This is not about your domain: do not change "
    "DNS.",
    "do": "Check the address, and ask the recipient by another channel for one that accepts mail.",
    "against": "DNS names a server that takes mail for {domain} now.",
}
EXAMPLE = Story(
    bounce="556 5.1.10 <anna@fabrikam.example>: Recipient address has a null MX",
    world="fabrikam.example. 300 IN MX 0 .",
)
NEAR_MISS = Story(bounce="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the recipient's domain takes no mail."""
    if not _refusal.refused_for(evidence, Category.HOST_NO_MAIL):
        return
    place = evidence.destination
    null_mx, there = bool(place and place.null_mx), bool(place and place.takes_mail)
    doubt = Doubt(says=phrase(f"{CODE}.against", domain=place.domain), cite=_cites.dns(place.mx)) if place else None
    yield _refusal.cause(
        evidence,
        CODE,
        "null_mx" if null_mx else "named" if place else "",
        sure=Confidence.CERTAIN if null_mx else Confidence.POSSIBLE if there else None,
        params=phrase(CODE, domain=place.domain if place else "").params,
        cites=(_cites.dns(place.mx),) if place and null_mx else (),
        against=(doubt,) if doubt and there else (),
    )
