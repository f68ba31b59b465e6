"""The PTR record of a sending address: what to ask of whoever gave it, who that is, and how to see that it works.

RFC 2317 and RFC 1035 section 3.5: reverse names are delegated to whoever holds the addresses. RFC 1035 section 3.3.13:
the SOA record of that zone names the mailbox of whoever runs it.
"""

from __future__ import annotations

from shlex import quote

from mailmend.flow import Flow, ask, question
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Letter, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.rdns import parse_ip, reverse_name, scope

CURES = ("MM-PTR-001", "MM-PTR-101", "MM-PTR-102", "MM-PTR-201")
WORDS = {
    "title": "Give {ip} a name that leads back to it",
    "name": "Choose the full name with which your server greets, for example mail.{domain}.",
    "forward": "Publish its address record first: that name, type {type}, value {ip}.",
    "panel": "Set the PTR record of {ip} to that name: in the panel of your provider or hoster (often called reverse "
    "DNS), or by a ticket to them. You cannot publish it in your own zone.",
    "helo": "Let the server greet with the same name.",
    "subject": "Reverse DNS for {ip}",
    "body": """Hello,

please set the PTR record of {ip} to

    {host}

It is the address of our mail server. The name has an address record that leads back to {ip}. Receivers refuse our mail
as long as the address has no name of ours.

The reverse zone {zone} names you as its contact.

Kind regards""",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps, and a letter to whoever the reverse zone names; None where no public address is known."""
    ip = parse_ip(str(dict(finding.params).get("ip", "")))
    if ip is None or scope(ip) != "public" or finding.variant == "now":
        return None
    domain = evidence.domain.name if evidence.domain else evidence.identities.author_domain or ""
    host = f"mail.{domain}" if domain else ""
    facts = {"ip": ip, "domain": domain, "host": host, "type": "AAAA" if ":" in ip else "A"}
    zone, contact = yield from _contact(ip)
    keys = ("name", "forward", "panel", "helo") if domain else ("panel", "helo")
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("ptr_request.title", facts),
        steps=tuple(phrase(f"ptr_request.{key}", facts) for key in keys),
        # Both have to show the other once it works.
        commands=(f"dig -x {quote(ip)} +short", *([f"dig {quote(host)} {facts['type']} +short"] if host else [])),
    )
    letter = Letter(
        to=contact,
        subject=phrase("ptr_request.subject", facts),
        body=phrase("ptr_request.body", {**facts, "zone": zone}),
    )
    return Remedy(cures=finding.code, actions=(action,), letters=(letter,) if contact and host else ())


def _contact(ip: str) -> Flow[tuple[str, str]]:
    """The reverse zone around ``ip`` and the mailbox that its SOA record names; empty where none is told."""
    labels = reverse_name(ip).rstrip(".").split(".")
    # The zones in use: /24, /16, /8 of IPv4; /64, /56, /48, /32 of IPv6.
    cuts = (1, 2, 3) if len(labels) == 6 else (16, 18, 20, 24)
    answers = yield from ask(*(question(".".join(labels[cut:]), "SOA") for cut in cuts))
    for answer in answers:
        if answer.outcome == "data" and len(answer.data[0]) > 1:
            # RFC 1035 §8: the first label is the local part.
            local, _, host = str(answer.data[0][1]).rstrip(".").partition(".")
            if local and "." in host and "\\" not in local:
                return answer.question.name.rstrip("."), f"{local}@{host}"
    return "", ""
