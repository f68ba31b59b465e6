"""The receiver checked SPF against its own gateway.

What happened. The address that was checked belongs to the receiving side: its MX, or the host that refused. The message
had already been accepted by their gateway, and a second server behind it checked SPF again, against the gateway.

Why receivers do this. The inner server has not been told that the gateway is its own.

How mailmend knows. The address is among the addresses of the recipient domain's MX hosts, or of the host that refused.

How to mend it. The receiver must exempt its gateway from the SPF check, or check at the gateway only (in Exchange
Online: Enhanced Filtering for Connectors). Nothing in the sender's DNS can help, and adding their gateway would let
all that passes through it send in your name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-RECEIVER-002"
WORDS = {
    "title": "The receiver checked SPF against {client_ip}, its own gateway",
    "happened": "The receiver checked SPF against {client_ip}, which is its own gateway and not your server. The fault "
    "is "
    "theirs: do not change DNS.",
    "do": "Send the letter to their postmaster, from another domain: the same check would refuse it too.",
    "happened.log": "The mail server that wrote this log checked SPF against {client_ip}, which is its own gateway. "
    "Its set-up is at fault: do not change DNS.",
    "do.log": "If that server is yours, except {client_ip} from the check: the settings are below. If it is not, send "
    "the letter to its postmaster.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=192.0.2.25;r=mailbox.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\nfabrikam.example. 300 IN MX 10 '
    "gw.fabrikam.example.\n"
    "gw.fabrikam.example. 300 IN A 192.0.2.25",
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=192.0.2.26;r=mailbox.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\nfabrikam.example. 300 IN MX 10 '
    "gw.fabrikam.example.\n"
    "gw.fabrikam.example. 300 IN A 192.0.2.25",
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the stated address is the receiving side's, and not the sender's too."""
    client = evidence.client
    if (
        client is None
        or not client.receivers_own
        or client.own
        or any(s.used and s.contains_client for s in client.services)
    ):
        return
    if evidence.result == "pass":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.RECIPIENT_ADMIN,
        cites=(_cites.address(evidence), *(_cites.dns(answer) for answer in client.receivers_own)),
        params=phrase(CODE, client_ip=client.ip).params,
        defeats=(*(f"MM-SPF-{n:03}" for n in range(1, 10)), "MM-FORGED-001", "MM-FORWARD-001"),
        variant="log" if evidence.logged_by_receiver else "",
        dns_innocent=True,
    )
