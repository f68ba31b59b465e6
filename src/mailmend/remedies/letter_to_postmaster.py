"""The letter to the receiver's postmaster: their own words, the address, the identity, what to set right.

Addressed to postmaster@ of the recipient's domain (RFC 5321 section 4.5.1: every domain must take that address).
"""

from __future__ import annotations

import re

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import DeliveryAttempt, Evidence, Finding, Letter, Remedy
from mailmend.phrase import phrase

CURES = ("MM-RECEIVER-001", "MM-RECEIVER-002", "MM-RECEIVER-003", "MM-SPF-009")
WORDS = {
    "subject": "Mail from {domain} refused: your server checked SPF against {client_ip}",
    "body.private": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}{when}. It said:

    {quote}

It evaluated SPF for the address {client_ip}. That is a {scope} address; no connection from the internet can come
from it. So your mail server does not see the address of its clients: it stands behind address translation, a container
network or a proxy, and takes that hop for the sender. SPF must be evaluated for the address of the SMTP client that
your border accepts (RFC 7208, section 4.1, the argument <ip>). Every sender with an SPF record
is refused like this.

What helps: give the mail server the real client address (host networking or the PROXY protocol instead of address
translation), or check SPF at the border and exempt {client_ip} from the check behind it.

To test again:    mailmend spf {domain!q} --ip ADDRESS

Our record, as published:    {record}

Kind regards""",
    "body.gateway": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}{when}. It said:

    {quote}

It evaluated SPF for the address {client_ip}. That is your own gateway: {proof}. The message had been accepted there
already, and SPF must not be checked a second time against your own host (RFC 7208, section 4.1, the argument <ip>).

What helps: exempt {client_ip} from the SPF check of the inner server, or check SPF at the gateway only. In Exchange
Online the setting is Enhanced Filtering for Connectors.

To test again:    mailmend spf {domain!q} --ip ADDRESS

Our record, as published:    {record}

Kind regards""",
    "body.passes": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}{when}. It said:

    {quote}

By RFC 7208 the SPF result for {client_ip} and {domain} is pass:

    {record}

Please look whether your server, or the resolver that it asks, still holds an older record, or counts DNS lookups in
another way than RFC 7208, section 4.6.4.

To test again:    mailmend spf {domain!q} --ip ADDRESS

Kind regards""",
}
_BODY = {
    "MM-RECEIVER-001": "private",
    "MM-RECEIVER-002": "gateway",
    "MM-RECEIVER-003": "passes",
    "MM-SPF-009": "passes",
}
_LONGEST_QUOTE = 600
_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The letter, None where the recipient's domain is unknown; asks nothing."""
    yield from ()
    receiver = _domain(evidence.attempt.recipient)
    client, checked = evidence.client, evidence.spf
    if not receiver or client is None:
        return None
    facts = {
        "receiver": receiver,
        "host": evidence.attempt.remote_mta or receiver,
        "sender": evidence.identities.mail_from or (checked.domain if checked else ""),
        "recipient": evidence.attempt.recipient or "",
        "when": _when(evidence),
        "quote": _quote(evidence.attempt),
        "client_ip": client.ip,
        "scope": client.scope,
        "proof": ", ".join(f"{a.question.type} {a.question.name}" for a in client.receivers_own),
        "domain": checked.domain if checked else "",
        "record": checked.records[0].text if checked and checked.records else "",
    }
    letter = Letter(
        to=f"postmaster@{receiver}",
        subject=phrase("letter_to_postmaster.subject", domain=facts["domain"], client_ip=client.ip),
        body=phrase(f"letter_to_postmaster.body.{_BODY[finding.code]}", facts),
    )
    return Remedy(cures=finding.code, letters=(letter,))


def _when(evidence: Evidence) -> str:
    date = evidence.told.at or evidence.bounce.date
    return f" on {date:%Y-%m-%d %H:%M %Z}" if date else ""


def _quote(attempt: DeliveryAttempt) -> str:
    """The refusal as the receiver's log has it: code, status, words."""
    said = attempt.remote or attempt
    words = " ".join((attempt.said).split())
    return " ".join(part for part in (said.reply, said.status, words) if part)[:_LONGEST_QUOTE]


def _domain(address: str | None) -> str:
    """The domain of ``address`` where it can stand in a header, else nothing: the address comes from a stranger."""
    domain = (address or "").rpartition("@")[2].rstrip(".").lower()
    return domain if _HOST_NAME.fullmatch(domain) else ""
