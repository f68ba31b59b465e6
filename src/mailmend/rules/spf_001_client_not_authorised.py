"""The sender's SPF record does not authorise the address that the receiver saw.

What happened. The receiving server looked up the SPF record of the sender's domain and did not find the address that
handed the message over. SPF is the list of addresses that may send in a domain's name (RFC 7208); the message came
from an address that is not on it.

Why receivers do this. Whoever forges a sender's address sends from an address of his own. A record that ends in
``-all`` asks receivers to refuse such mail (RFC 7208 section 8.4).

How mailmend knows. It takes the address from the receiver's own words, never from the bounce's outer Received lines,
and evaluates the record for it as the receiver did, term by term.

How to mend it. Only if the address is really yours, or belongs to a service that you use: add it. mailmend proposes
that when DNS proves it (the address is an MX or has a forward-confirmed name under your own domain, or a service that
you demonstrably use publishes it), or when you say so with ``--mine``. An address of which nobody knows the owner is
never added: that would let a stranger send as you.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Cite, Client, Confidence, Evidence, Finding, Owner, Service
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-001"
WORDS = {
    "title": "{client_ip} is not authorised to send for {domain} ({result})",
    "title.service": "{client_ip}, an address of {service}, is not authorised to send for {domain} ({result})",
    "happened": "The receiver saw your message come from {client_ip}, and the SPF record of {domain} does not list it.",
    "happened.mine": "Your address {client_ip} sent this message, but the SPF record of {domain} does not list it.",
    "happened.own": "Your server {name} ({client_ip}) sent this message, but the SPF record of {domain} does not list "
    "it.",
    "happened.unused": "{service} sent this message from {client_ip}, but the SPF record of {domain} does not list "
    "{service}.",
    "title.unused": "{client_ip}, an address of {service}, is not authorised to send for {domain} ({result})",
    "happened.service": "{service} sent this message from {client_ip}, but the SPF record of {domain} does not list "
    "{service}.",
    "happened.service.signature": "{service}, which adds your signatures, sent this message on by itself from "
    "{client_ip}, but the SPF record of {domain} does not list {service}.",
    "happened.service.gateway": "Your mail leaves through {service}, here from {client_ip}, but the SPF record of "
    "{domain} does not list {service}.",
    "title.named": "{client_ip} ({name}), a host of {service}, is not authorised to send for {domain} ({result})",
    "happened.named": "{service} sent this message from {client_ip}, but the SPF record of {domain} does not list "
    "{service}.",
    "do.named": "If you use {service}, add the include that it shows for your account to the SPF record of {domain}: "
    "it differs from customer to customer. If you do not use {service}, change nothing.",
    "do.service.signature": "Add the include of {service} to the SPF record of {domain}, or have {service} hand the "
    "message back to your mail system, which then sends it.",
    "do.alias": "{domain} is an alias of {alias} in DNS, so the record is that of {alias}. Ask whoever runs that name, "
    "or "
    "send with a return path of your own.",
    "do.hosted": "The SPF policy of {domain} is kept by {vendor}: add the sender there, not in DNS by hand.",
    "do": "Find out whose address {client_ip} is. If it is yours, say so with --mine {client_ip!q} and you get the "
    "exact "
    "record; if not, change nothing: listing it would let its owner send mail in your name.",
    "do.mine": "Add {client_ip} to the SPF record of {domain}.",
    "do.own": "Add {client_ip} to the SPF record of {domain}.",
    "do.service": "Add the include of {service} to the SPF record of {domain}.",
    "do.unused": "If you use {service}, add its include to the SPF record of {domain}; if you do not, change nothing.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:198.51.100.4 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)

_REFUSING = ("fail", "softfail", "neutral")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the record, evaluated for the address, does not pass it."""
    checked, client = evidence.spf, evidence.client
    if checked is None or client is None or checked.result not in _REFUSING or not evidence.spf_may_decide:
        return
    service = _service(client)
    vendor = evidence.domain.hosted_by if evidence.domain else None
    alias = evidence.domain.alias if evidence.domain else None
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN if checked.result == "fail" else Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.address(evidence), *_cites.record(evidence), *_names(client, service)),
        params=phrase(
            CODE,
            client_ip=client.ip,
            domain=checked.domain,
            result=str(checked.result),
            name=client.own_name or (service and service.by) or client.ip,
            service=service.name if service else "",
            vendor=vendor or "",
            alias=alias or "",
        ).params,
        variant=(variant := "alias" if alias else _variant(client, service, vendor)),
        missing=() if variant not in ("", "named") else ("mine",),
    )


def _service(client: Client) -> Service | None:
    """Whose address it is: a service that publishes it, one that is used before others; else one that names it."""
    known = (s for s in client.services if s.contains_client or s.named)
    return min(known, key=lambda s: (not s.contains_client, not s.used, s.id), default=None)


def _names(client: Client, service: Service | None) -> tuple[Cite, ...]:
    if service is None or service.contains_client or client.names is None:
        return ()
    return tuple(_cites.dns(answer) for answer in client.names.answers if answer.outcome == "data")


def _variant(client: Client, service: Service | None, vendor: str | None) -> str:
    """Which words fit: whose policy it is, whose address, and whether the domain is known to use the service."""
    if vendor:
        return "hosted"
    if client.own in ("mx", "ptr"):
        return "own"
    if client.own in ("mine", "trace"):
        return "mine"
    if service is None:
        return ""
    if not service.contains_client:
        return "named"
    return f"service.{service.kind}" if service.used else "unused"
