"""The sending address has no name, or none that leads back to it, and the receiver wants one.

What happened. The receiver looked up the PTR record of the address that connected, and then the address of that name
(forward-confirmed reverse DNS). There is no PTR record, or its name does not lead back (550 5.7.25, Google 4.7.23).

Why receivers do this. A server that is meant to send mail has a name; a machine that was taken over mostly has none, or
one that its network gave by pattern.

How mailmend knows. It asks for the PTR record of the address that the far server names and for the address of each name
(RFC 8601 section 2.7.3).

How to mend it. Whoever gave you the address sets its PTR record: the provider or hoster, in its panel or by a ticket.
Let it be the name with which the server greets, and give that name an address record with the same address.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner, SendingHost
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-PTR-001"
WORDS = {
    "title": "The sending address {ip} has no PTR record",
    "title.unconfirmed": "The sending address {ip} is called {names}, and that name does not lead back to it",
    "title.generic": "The sending address {ip} is called {names}, a name that looks given by pattern",
    "happened": "The receiver refused the sending address {ip}, because it has no name in DNS (PTR record).",
    "happened.unconfirmed": "The receiver refused the sending address {ip}, because its name {names} does not lead "
    "back to it.",
    "happened.generic": "The receiver refused the sending address {ip}, most likely for its name {names}, which looks "
    "like that of a home line or a hired machine.",
    "title.now": "The sending address {ip} is called {names} in both directions",
    "happened.now": "The receiver found no name of the sending address {ip}. It has one now that leads back to it: it "
    "was set since, or the receiver\u2019s DNS failed at that moment.",
    "do.now": "Send the message again. If it is refused again, tell the receiver\u2019s postmaster.",
    "do": "Have whoever gave you {ip} set its PTR record to the name of your server, or send through a server that has "
    "one.",
    "do.unconfirmed": "Give {names} an address record with {ip}, or have the PTR record changed to a name that has it.",
    "do.generic": "Have whoever gave you {ip} set its PTR record to a name under your own domain, or send through your "
    "provider\u2019s mail server.",
}
_BOUNCE = "550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.7]"
EXAMPLE = Story(bounce=_BOUNCE, world="contoso.example. 300 IN A 203.0.113.7")
NEAR_MISS = Story(bounce="450 4.7.1 <server.local>: Helo command rejected: Host not found")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the refusal is about the sending host and its name is missing, not confirmed, or generic."""
    host = evidence.sending_host
    if host is None or evidence.helo is not None:
        return
    variant = _variant(host)
    if variant is None:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY if variant in ("generic", "now") else Confidence.CERTAIN,
        cause=True,
        owner=Owner.NOBODY if variant == "now" else Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *map(_cites.dns, host.names.answers[:3])),
        params=phrase(CODE, ip=host.ip, names=_cites.short(", ".join(host.names.names))).params,
        variant=variant,
        defeats=("MM-BOUNCE-001",),
    )


def _variant(host: SendingHost) -> str | None:
    if any(answer.outcome == "unavailable" for answer in host.names.answers):
        return None
    if not host.names.names:
        return ""
    if not host.names.confirmed:
        return "unconfirmed"
    return "generic" if host.generic else "now"
