"""The letter to the receiver's postmaster: their own words, the address, the identity, what to set right.

Addressed to postmaster@ of the recipient's domain (RFC 5321 section 4.5.1: every domain must take that address).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Letter, Remedy
from mailmend.phrase import Phrase, phrase
from mailmend.remedies._letters import details, facts, language_of

CURES = ("MM-RECEIVER-001", "MM-RECEIVER-002", "MM-RECEIVER-003", "MM-SPF-009")
WORDS = {
    "subject": "Mail from {domain} refused: your server checked SPF against {client_ip}",
    "body.private": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}. It said:

    {quote}

{details}

It evaluated SPF for the address {client_ip}. That is a {scope} address; no connection from the internet can come from it. So your mail server does not see the address of its clients: it stands behind address translation, a container network or a proxy, and takes that hop for the sender. SPF must be evaluated for the address of the SMTP client that your border accepts (RFC 7208, section 4.1, the argument <ip>). Every sender with an SPF record is refused like this.

What helps: give the mail server the real client address (host networking or the PROXY protocol instead of address translation), or check SPF at the border and exempt {client_ip} from the check behind it. {setting}

To test again:

    mailmend spf {domain!q} --ip ADDRESS

Our record, as published:

    {record}

Kind regards""",  # noqa: E501
    "body.gateway": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}. It said:

    {quote}

{details}

It evaluated SPF for the address {client_ip}. That is your own gateway: {proof}. The message had been accepted there already, and SPF must not be checked a second time against your own host (RFC 7208, section 4.1, the argument <ip>).

What helps: exempt {client_ip} from the SPF check of the inner server, or check SPF at the gateway only. {setting}

To test again:

    mailmend spf {domain!q} --ip ADDRESS

Our record, as published:

    {record}

Kind regards""",  # noqa: E501
    "body.passes": """Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}. It said:

    {quote}

{details}

By RFC 7208 the SPF result for {client_ip} and {domain} is pass:

    {record}

Please look whether your server, or the resolver that it asks, still holds an older record, or counts DNS lookups in another way than RFC 7208, section 4.6.4.

To test again:

    mailmend spf {domain!q} --ip {client_ip!q}

Kind regards""",  # noqa: E501
    # One sentence on the setting of whoever seems to speak.
    "setting": "The setting is the one that exempts internal hosts from the SPF check.",
    "setting.policyd-spf": "In policyd-spf the setting is skip_addresses in policyd-spf.conf.",
    "setting.rspamd": "In Rspamd the setting is local_addrs in the options.",
    "setting.exim": "In Exim the ACL that checks SPF needs an exception of the form !hosts = for that address.",
    "setting.exchange-online": "In Exchange Online the setting is Enhanced Filtering for Connectors.",
    "setting.exchange-server": "In Exchange Server the setting is Set-TransportConfig -InternalSMTPServers.",
    "setting.mimecast": "In Mimecast it is a policy that bypasses anti-spoofing for that address.",
    "setting.proofpoint": "In Proofpoint it is a policy route for internal relays.",
}
_BODY = {
    "MM-RECEIVER-001": "private",
    "MM-RECEIVER-002": "gateway",
    "MM-RECEIVER-003": "passes",
    "MM-SPF-009": "passes",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The letter, None where the recipient's domain is unknown; asks nothing."""
    yield from ()
    client, known = evidence.client, facts(evidence)
    if not known["receiver"] or client is None:
        return None
    proof = ", ".join(f"{a.question.type} {a.question.name}" for a in client.receivers_own)
    known |= {"scope": client.scope, "proof": proof}
    letter = Letter(
        to=f"postmaster@{known['receiver']}",
        subject=phrase("letter_to_postmaster.subject", domain=known["domain"], client_ip=client.ip),
        body=phrase(f"letter_to_postmaster.body.{_BODY[finding.code]}", known),
        parts=(("details", details(known)), ("setting", (_setting(evidence, knowledge),))),
        language=language_of(known["receiver"]),
    )
    return Remedy(cures=finding.code, letters=(letter,))


def _setting(evidence: Evidence, knowledge: Knowledge) -> Phrase:
    """Where the setting is found in the software that seems to have refused."""
    attempt = evidence.attempt
    for speaker in knowledge.replies.speakers(attempt.said, attempt.remote_mta, None, attempt.recipient):
        if f"setting.{speaker}" in WORDS:
            return phrase(f"letter_to_postmaster.setting.{speaker}")
    return phrase("letter_to_postmaster.setting")
