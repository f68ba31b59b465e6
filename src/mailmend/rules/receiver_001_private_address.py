"""The receiver checked SPF against an address of its own inside network.

What happened. The address that the receiver says it saw is private, shared, link-local or loopback (RFC 1918, 6598,
3927, 4193, 1122). No message from the internet can come from such an address: the receiving mail server stands behind
address translation, a container network or a proxy, and takes that hop for the sender.

Why receivers do this. It is a fault of their set-up, not a decision. Every sender with an SPF record is refused.

How mailmend knows. The proof is the address in the receiver's own words.

How to mend it. The receiver must let its mail server see the real client address: host networking or the PROXY
protocol, or trust its gateway and check SPF there. Nothing in the sender's DNS can help; the letter to their
postmaster is ready.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-RECEIVER-001"
WORDS = {
    "title": "The receiver checked SPF against {client_ip}, a {scope} address inside its own network",
    "happened": "The receiver\u2019s mail server thinks that your message came from {client_ip}, an address that "
    "exists only "
    "inside a network. The fault is theirs: do not change DNS.",
    "do": "Send the letter to their postmaster, from another domain: the same check would refuse it too. If "
    "{client_ip} is an address of your own network, say so with "
    "--mine {client_ip!q}.",
    "happened.log": "The mail server that wrote this log takes the message to come from {client_ip}, an address that "
    "exists only inside a network. Its set-up is at fault: do not change DNS.",
    "do.log": "If that server is yours, let it see the address of the real client, or except {client_ip} from the "
    "check: the settings are below. If it is not, send the letter to its postmaster.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=172.18.0.1;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=172.32.0.1;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the stated address is not one of the internet's, unless the asker says that it is theirs."""
    client = evidence.client
    if client is None or client.scope == "public" or client.own == "mine" or not _about_spf(evidence):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.RECIPIENT_ADMIN,
        cites=(_cites.address(evidence),),
        params=phrase(CODE, client_ip=client.ip, scope=client.scope).params,
        defeats=(*(f"MM-SPF-{n:03}" for n in range(1, 10)), "MM-EVIDENCE-001", "MM-BOUNCE-001"),
        variant="log" if evidence.logged_by_receiver else "",
        dns_innocent=True,
    )


def _about_spf(evidence: Evidence) -> bool:
    """Whether the refusal may rest on SPF: a list or a limit has reasons of its own, whatever the address."""
    return evidence.attempt.category in (Category.AUTH, Category.UNKNOWN)
