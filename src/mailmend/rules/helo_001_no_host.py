"""The sending server greeted with a name that the receiver does not accept.

What happened. A server begins with HELO or EHLO and its own full name (RFC 5321 section 4.1.1.1). This one said a name
without a domain, a name of a private network, an address, or a name that DNS does not know.

Why receivers do this. Infected machines greet like that; a mail server knows its name.

How mailmend knows. From the name that the far server quotes, and from DNS.

How to mend it. Set the name in the server: smtp_helo_name in Postfix, primary_hostname or helo_data in Exim, the FQDN
of the Send connector in Exchange. It needs an address record, best the one that its PTR record leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Category, Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rdns import HeloState
from mailmend.rules import Story, _cites

CODE = "MM-HELO-001"
WORDS = {
    "title": "The server greeted as {name}, which is no full host name",
    "title.unresolved": "The server greeted as {name}, which DNS does not know",
    "title.elsewhere": "The server greeted as {name}, which leads to another address",
    "happened": "The receiver refused the sending server for its greeting: {name} is no full host name.",
    "happened.unresolved": "The receiver refused the sending server for its greeting: {name} is not in DNS.",
    "happened.elsewhere": "The receiver refused the sending server for its greeting: {name} leads to another address.",
    "title.now": "The server greeted as {name}, which DNS knows",
    "happened.now": "The receiver refused the sending server for its greeting, {name}. That name has an address now: "
    "it was published since, or the receiver\u2019s DNS failed at that moment.",
    "do.now": "Send the message again. If it is refused again, tell the receiver\u2019s postmaster.",
    "title.unnamed": "The receiver does not accept the name with which the server greeted",
    "happened.unnamed": "The receiver refused the sending server for its greeting (HELO); the bounce does not tell the "
    "name.",
    "do.unnamed": "Look up with which name the server greets, and let it greet with its full name, one that has an "
    "address record.",
    "do": "Let the server greet with its full name, one that has an address record.",
    "do.unresolved": "Give {name} an address record, or let the server greet with a name that has one.",
    "do.elsewhere": "Let the server greet with the name that leads to its own address.",
}
_BOUNCE = "450 4.7.1 <{name}>: Helo command rejected: Host not found"
EXAMPLE = Story(bounce=_BOUNCE.format(name="server.local"))
NEAR_MISS = Story(bounce="550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.7]")

_SAYS_HELO = pattern(r"\b(?:helo|ehlo)\b", re.IGNORECASE)
_MOST = 2000
_VARIANTS: dict[HeloState, str] = {
    **dict.fromkeys(("literal", "address", "unqualified", "local", "invalid"), ""),
    "unresolved": "unresolved",
    "elsewhere": "elsewhere",
    "fine": "now",
}


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refusal is about the greeting and its name is at fault."""
    helo = evidence.helo
    if helo is None:
        yield from _unnamed(evidence)
        return
    if helo.state not in _VARIANTS:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY if helo.state in ("elsewhere", "fine") else Confidence.CERTAIN,
        cause=True,
        owner=Owner.NOBODY if helo.state == "fine" else Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *map(_cites.dns, helo.answers)),
        params=phrase(CODE, name=_cites.short(helo.name)).params,
        variant=_VARIANTS[helo.state],
        defeats=("MM-BOUNCE-001",),
    )


def _unnamed(evidence: Evidence) -> Iterator[Finding]:
    """The finding where the words are about the greeting and nothing tells the name."""
    about = evidence.attempt.category is Category.SENDER_DNS and _SAYS_HELO.search(evidence.attempt.said[:_MOST])
    if not about or not evidence.bounce.failed:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"),),
        variant="unnamed",
        missing=("helo",),
        defeats=("MM-BOUNCE-001",),
    )
