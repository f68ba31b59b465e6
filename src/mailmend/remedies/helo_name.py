"""The name with which a mail server greets: where it is set in the servers that most people run.

Sources: Postfix, postconf(5), smtp_helo_name and myhostname; Exim specification, chapter 14, primary_hostname and
chapter 30, helo_data; Microsoft Learn, Set-SendConnector, Fqdn (Exchange Server). Microsoft 365 greets by itself.
"""

from __future__ import annotations

from shlex import quote

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-HELO-001", "MM-HELO-101", "MM-HELO-102", "MM-HELO-201")
WORDS = {
    "title": "Let the server greet with its full name",
    "which.known": "Its address is called {host} in both directions: greet with that name.",
    "which.unknown": "Use a full name that has an address record with the server\u2019s address, best the one that its "
    "PTR record names; below it stands as {host}.",
    "postfix": "Postfix: smtp_helo_name, which the command below sets; without it myhostname counts.",
    "exim": "Exim: primary_hostname = {host} in the main section, or helo_data = {host} in the smtp transport (Debian: "
    "dpkg-reconfigure exim4-config, system mail name).",
    "exchange": "Exchange Server:    Set-SendConnector -Identity NAME -Fqdn {host}    (the Send connector to the "
    "internet).",
    "others": "Others: the setting is called host name, EHLO name or FQDN. A printer or program that sends by itself "
    "should hand its mail to a mail server instead.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps; asks nothing."""
    yield from ()
    if finding.variant == "now":
        return None
    known = _confirmed(evidence)
    domain = evidence.domain.name if evidence.domain else evidence.identities.author_domain
    host = known or f"mail.{domain or 'example.com'}"
    keys = (f"which.{'known' if known else 'unknown'}", "postfix", "exim", "exchange", "others")
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("helo_name.title"),
        steps=tuple(phrase(f"helo_name.{key}", host=host) for key in keys),
        commands=(f"postconf -e {quote(f'smtp_helo_name = {host}')} && postfix reload",),
    )
    return Remedy(cures=finding.code, actions=(action,))


def _confirmed(evidence: Evidence) -> str | None:
    """The name of the sending address that leads back to it, where there is one."""
    names = evidence.client.names if evidence.client else None
    return names.confirmed[0] if names and names.confirmed else None
