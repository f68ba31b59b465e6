"""The domain of the address does not exist, or could not be found.

What happened. No server is known that takes mail for the part behind the @ sign: it is misspelt, has expired, or its
DNS did not answer when the sending server asked.

Why it comes back. Without an MX record or an address (RFC 5321 section 5.1) there is nowhere to deliver.

How mailmend knows. From the report's words, and it asks DNS itself: that the domain has neither MX nor address proves
the misspelling; that it has one now speaks for a passing trouble of DNS. Where one slip leads to a domain that
accepts mail, it asks whether that was meant.

How to mend it. Correct the address. If DNS shows the domain, send again; if that fails again, the sending server's own
DNS resolver, or the name servers of the recipient's domain, need repair.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Cite, Confidence, Destination, Doubt, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-005"
WORDS = {
    "title": "The domain {domain} could not be found",
    "title.unnamed": "The domain of the address could not be found",
    "title.absent": "The domain {domain} does not exist, or takes no mail: DNS has neither MX nor address for it",
    "title.meant": "The domain {domain} could not be found; perhaps {meant} was meant",
    "happened": "The domain {domain} could not be found when the message was sent. This is not about your domain: do "
    "not change DNS.",
    "happened.unnamed": "The domain of the address could not be found. This is not about your domain: do not change "
    "DNS.",
    "happened.absent": "There is no domain {domain} that takes mail. This is not about your domain: do not change DNS.",
    "happened.meant": "There is no domain {domain} that takes mail. This is not about your domain: do not change DNS.",
    "do": "Check the spelling of the part behind the @ sign.",
    "do.absent": "Check the spelling of {domain}: DNS has no such domain for mail.",
    "do.meant": "Correct the address: did you mean {meant}?",
    "title.there": "The domain {domain} could not be found then; DNS shows it now",
    "happened.there": "The sending server could not find the domain {domain}, but DNS shows it now. This is not about "
    "your domain: do not change DNS.",
    "do.there": "Send the message again. If it fails again, the DNS resolver of your sending server, or the name "
    "servers of {domain}, need repair.",
    "against": "DNS shows {domain} now, so the spelling is most likely right.",
}
EXAMPLE = Story(
    bounce="550 5.1.2 <anna@gmial.com>: Host unknown (Name server: gmial.com: host not found)",
    world="gmail.com. 300 IN MX 5 gmail-smtp-in.l.google.com.",
)
NEAR_MISS = Story(bounce="556 5.1.10 <anna@fabrikam.example>: Recipient address has a null MX")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the recipient's domain was not found."""
    if not _refusal.refused_for(evidence, Category.HOST_UNKNOWN):
        return
    place = evidence.destination
    if place is None:
        yield _refusal.cause(evidence, CODE, "unnamed", params=phrase(CODE, domain="", meant="").params)
        return
    local = (evidence.attempt.recipient or "").rpartition("@")[0]
    there = place.takes_mail
    yield _refusal.cause(
        evidence,
        CODE,
        "there" if there else "meant" if place.meant else "absent" if place.absent else "",
        owner=Owner.SENDER_USER if place.absent else None,
        sure=Confidence.CERTAIN if place.absent else Confidence.POSSIBLE if there else Confidence.LIKELY,
        params=phrase(CODE, domain=place.domain, meant=f"{local}@{place.meant}" if place.meant else "").params,
        cites=() if there else _shown(place),
        against=(_doubt(place),) if there else (),
    )


def _shown(place: Destination) -> tuple[Cite, ...]:
    asked = (place.mx, *((place.meant_mx,) if place.meant_mx else ()))
    return tuple(_cites.dns(answer) for answer in asked)


def _doubt(place: Destination) -> Doubt:
    return Doubt(says=phrase(f"{CODE}.against", domain=place.domain), cite=_cites.dns(place.mx))
