"""The receiving server does not take mail for this recipient from this server.

What happened. A server takes mail for its own domains from everybody, and for other domains only from those who sign
in. It does not count the recipient's domain among its own: the domain has just moved and its MX still leads to the old
provider, the account there has ended, or the domain was never set up. Or a program of the sender's hands its mail to
the wrong server, or without signing in.

Why receivers do this. A server that relays for everybody is soon used for spam, and listed.

How mailmend knows. From the words; whether the refusing host is an MX of the recipient's domain tells whose mistake it
is.

How to mend it. If the host is the recipient's MX: their administrator must add the domain there, or correct the MX. If
not: the sending program must use its own mail server, and sign in.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Destination, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal
from mailmend.rules.bounce_014_connector import is_connector

CODE = "MM-BOUNCE-013"
_NOT_SPF = "This has nothing to do with SPF: do not change DNS."
WORDS = {
    "title": "The server does not take mail for this recipient from this sender (relaying denied)",
    "title.unverified": "The sending service does not know this sender: it is not verified there",
    "happened.unverified": "The sending service sends only for senders that are verified there, and this one is not. "
    "The receiver has not seen the message.",
    "do.unverified": "Verify the sender\u2019s domain in the console of the sending service (for its DKIM it shows the "
    "records to publish), in the region that sends; while the account is in its trial, the recipient too.",
    "title.mx": "{host}, an MX of {domain}, does not take mail for {domain}",
    "title.other": "{host} was asked to relay for {domain}, and it is no MX of {domain}",
    "happened": f"The server does not take mail for this recipient from your server. {_NOT_SPF}",
    "happened.mx": "The mail server {host} does not know the domain {domain}, although DNS sends its mail there. The "
    "fault is on their side: do not change DNS.",
    "happened.other": f"The message was handed to {{host}}, which does not handle mail for {{domain}}. {_NOT_SPF}",
    "do": "Ask the recipient, by another channel, whether their mail provider has changed; their administrator must "
    "set up the domain there. If a program of yours sends, let it sign in.",
    "do.mx": "Tell the recipient by another channel: their administrator must add {domain} to that server, or correct "
    "the MX.",
    "do.other": "Look how {host} got the message: a smart host, a connector or a program of yours hands mail to it. It "
    "must sign in there, or send through your own mail server.",
}
EXAMPLE = Story(bounce="554 5.7.1 <anna@fabrikam.example>: Relay access denied")
NEAR_MISS = Story(bounce="550 5.7.64 TenantAttribution; Relay Access Denied")


_OWNERS = {"mx": Owner.RECIPIENT_ADMIN, "other": Owner.SENDER_ADMIN, "unverified": Owner.SENDER_ADMIN}


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where relaying is denied by a server that is not the sender's own tenant."""
    if not _refusal.refused_for(evidence, Category.RELAY) or is_connector(evidence):
        return
    place, host = evidence.destination, (evidence.attempt.remote_mta or "").rstrip(".").lower()
    unverified = any(mark in _refusal.words(evidence) for mark in ("not verified", "is unverified"))
    variant = "unverified" if unverified else _variant(place, host)
    yield _refusal.cause(
        evidence,
        CODE,
        variant,
        owner=_OWNERS.get(variant),
        innocent=not unverified,
        params=phrase(CODE, host=host, domain=place.domain if place else "").params,
        cites=(_cites.dns(place.mx),) if place and variant in ("mx", "other") else (),
    )


def _variant(place: Destination | None, host: str) -> str:
    """Whether the refusing host is an MX of the recipient's domain; empty where that cannot be told."""
    if place is None or not host or place.mx.outcome != "data":
        return ""
    hosts = {str(name).rstrip(".").lower() for _, name in place.mx.data}
    return "mx" if host in hosts else "other"
