"""The sender's domain can take no mail back, and the receiver does not accept that.

What happened. The receiver looked whether a report or an answer could be sent to the domain of the return path. That
domain does not exist, has neither an MX nor an address record, or says with a null MX that it takes no mail (RFC 7505,
550 5.7.27).

Why receivers do this. Mail that nobody can answer is mostly forged or mistyped. Microsoft 365 sends such mail by its
high-risk pool, whatever it contains.

How mailmend knows. From the far server's words and from DNS.

How to mend it. Publish an MX record for the domain that leads to where its mail is read, or send with a return path
whose domain has one. A null MX is for domains that send nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.flow import Answer
from mailmend.model import Category, Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-MX-001"
WORDS = {
    "title": "The sender\u2019s domain {domain} has neither MX nor address",
    "title.null": "The sender\u2019s domain {domain} says that it takes no mail (null MX)",
    "title.nxdomain": "The sender\u2019s domain {domain} does not exist",
    "happened": "The receiver refused the sender, because its domain {domain} can take no mail: it has neither an MX "
    "nor an address record.",
    "happened.null": "The receiver refused the sender, because its domain {domain} says with a null MX that it takes "
    "no mail.",
    "happened.nxdomain": "The receiver refused the sender, because its domain {domain} does not exist in DNS.",
    "title.now": "The sender\u2019s domain {domain} can take mail",
    "happened.now": "The receiver refused the sender\u2019s domain {domain}, and it can take mail now: that was "
    "published since, or the receiver\u2019s DNS failed at that moment.",
    "do.now": "Send the message again. If it is refused again, tell the receiver\u2019s postmaster.",
    "do": "Publish an MX record for {domain} that leads to where its mail is read, or send with a return path whose "
    "domain has one.",
    "do.nxdomain": "Correct the return path that the sending program uses; if the domain is yours, renew or publish "
    "it.",
}
_BOUNCE = "450 4.1.8 <anna@contoso.example>: Sender address rejected: Domain not found"
EXAMPLE = Story(bounce=_BOUNCE, world='contoso.example. 300 IN TXT "v=spf1 -all"')
NEAR_MISS = Story(bounce="550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.7]")

_NAMED = pattern(r"[\w.+-]{1,64}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20})", re.IGNORECASE)
_MOST = 2000


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refusal is about the sender's domain and DNS shows that no mail can go there."""
    domain = evidence.domain
    by_code = (evidence.attempt.status or "").endswith(".7.27") and evidence.attempt.category is not Category.AUTH
    if domain is None or domain.mx is None or not (by_code or _about_sender(evidence)):
        return
    variant = _variant(domain.mx, domain.addresses)
    # A sender whose address could not be verified has no way back where no mail can go; else its server said no.
    if variant is None or (variant == "now" and evidence.attempt.category is Category.SENDER_REJECTED):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY if variant == "now" else Confidence.CERTAIN,
        cause=True,
        owner=Owner.NOBODY if variant == "now" else Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), _cites.dns(domain.mx), *map(_cites.dns, domain.addresses)),
        params=phrase(CODE, domain=domain.name).params,
        variant=variant,
        defeats=("MM-BOUNCE-001", "MM-BOUNCE-006", "MM-BOUNCE-005"),
    )


def _about_sender(evidence: Evidence) -> bool:
    """Whether the words are about the sender's domain and not about the host that sent."""
    if evidence.attempt.category not in _OF_THE_SENDER or evidence.helo or evidence.domain is None:
        return False
    named = {found.lower() for found in _NAMED.findall(evidence.attempt.said[:_MOST])}
    return evidence.domain.name in named or "sender" in evidence.attempt.said[:_MOST].lower()


_OF_THE_SENDER = (Category.SENDER_DNS, Category.SENDER_REJECTED)


def _variant(mx: Answer, addresses: tuple[Answer, ...]) -> str | None:
    if mx.outcome == "data":
        return "null" if all(str(host) == "." for _, host in mx.data) else "now"
    if any(answer.outcome == "unavailable" for answer in (mx, *addresses)):
        return None
    if any(answer.outcome == "data" for answer in addresses):
        return "now"
    return "nxdomain" if mx.outcome == "nxdomain" else ""
