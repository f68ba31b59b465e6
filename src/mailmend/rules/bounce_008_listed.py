"""The receiver does not trust the sending address, or a domain in the message: it stands on a list, or has a bad name.

What happened. The receiver looked up the address that handed the message over, or a domain in it, and found it listed
as a source of spam, or judged it so from its own experience.

Why receivers do this. Most mail that reaches a server is spam; the repute of an address is the cheapest sign of it.

How mailmend knows. The receiver's words name the list, and often a page about the listing. No list is asked. Whose
address it is comes from DNS: the sender's own server, Microsoft's pool, or a sending service.

How to mend it. Who owns the address must end the cause (a stolen account, an infected machine, a bought address list)
and then ask for removal; a removal without that lasts for hours. An address of Microsoft's or of a sending service is
theirs to clear. A line of a household is listed by policy: send through the provider's mail server. A list that is no
longer kept refuses by chance, and only the receiver can stop to use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Client, Evidence, Finding, Listing, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-008"
_RETRIED = (
    "Nothing yet: the sending server tries again by itself, and the receiver takes little from this address at a time. "
    "If it gives up, look for bulk mail or a stolen account on your side."
)
_NOT_SPF = "This has nothing to do with SPF: do not change DNS."
WORDS = {
    "title": "The receiver does not trust the sending address (bad repute)",
    "title.address": "The sending address {ip} stands on the list {list}",
    "title.domain": "A domain in the message stands on the list {list}",
    "title.closed": "The receiver still uses the list {list}, which is no longer kept",
    "happened": f"The receiver refused the message because of the repute of the sending address {{ip}}. {_NOT_SPF}",
    "happened.unseen": f"The receiver refused the message because of the repute of the server that sent it. {_NOT_SPF}",
    "happened.address.own": f"Your own server {{ip}} stands on the list {{list}}, which the receiver uses. {_NOT_SPF}",
    "happened.address.microsoft": "{ip}, an address of Microsoft 365, stands on the list {list}, which the receiver "
    f"uses. {_NOT_SPF}",
    "happened.address.service": f"{{ip}}, an address of {{service}}, stands on the list {{list}}, which the receiver "
    f"uses. {_NOT_SPF}",
    "happened.address": f"The sending address {{ip}} stands on the list {{list}}, which the receiver uses. {_NOT_SPF}",
    "happened.domain": "A domain in the message (of the sender, or of a link) stands on the list {list}, which the "
    f"receiver uses. {_NOT_SPF}",
    "happened.closed": "The receiver refused the message by the list {list}, which is no longer kept. The fault is "
    "theirs: do not change DNS.",
    "do": "Ask the receiver\u2019s postmaster what they saw, and look for a stolen account or bulk mail on your side.",
    "do.address": "Find out whose address {ip} is. Its owner must end the cause, then ask for removal: {where}",
    "do.address.own": "Look for a stolen account, a form on a web site or an infected machine that sends through {ip}; "
    "end that, then ask for removal: {where}",
    "do.address.microsoft": "Send the message again: it may leave by another address. If it stays, open a support "
    "request with Microsoft, who alone can clear {ip}, and attach this bounce.",
    "do.address.service": "Ask {service} to clear {ip}, or for another address to send from, and attach this bounce.",
    "do.dynamic": "{ip} is listed because it belongs to a line that should not send mail itself: send through the mail "
    "server of your provider, or have the line\u2019s owner change its entry: {where}",
    "title.dynamic": "The sending address {ip} stands on the list {list}: no mail is expected from such lines",
    "happened.dynamic": "The address {ip} belongs to a range from which no mail is expected, says the list {list}. "
    f"{_NOT_SPF}",
    "do.domain": "Look at every link and at the domains of sender and signature: one of them is listed. Remove the "
    "link, or have the domain cleared: {where}",
    "do.closed": "Write to their postmaster, from another address if need be: they must stop to ask {list}.",
    "do.retried": _RETRIED,
    "do.unseen.retried": _RETRIED,
}
EXAMPLE = Story(
    bounce="554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; "
    "https://www.spamhaus.org/query/ip/203.0.113.7"
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where address or domain has a bad name; its variant says which, and whose it is."""
    listing = evidence.listing
    if listing is None or not _refusal.refused_for(evidence, Category.REPUTATION):
        return
    whose, service = _whose(evidence, evidence.client)
    ip = evidence.identities.client_ip or ""
    kind = _kind(listing, ip)
    yield _refusal.cause(
        evidence,
        CODE,
        _refusal.joined(kind, whose if kind == "address" else "")
        if kind
        else _refusal.joined("" if ip else "unseen", _refusal.state(evidence)),
        owner=Owner.RECIPIENT_ADMIN if kind == "closed" else Owner.SENDING_SERVICE if whose == "service" else None,
        params=phrase(
            CODE, ip=ip, list=listing.name or "", service=service, where=listing.removal or listing.url or ""
        ).params,
        cites=tuple(_cites.dns(answer) for answer in (evidence.client.own_answers[:1] if evidence.client else ())),
    )


def _kind(listing: Listing, ip: str) -> str:
    if listing.closed:
        return "closed"
    if listing.lists == "domain":
        return "domain" if listing.name else ""
    if not listing.name or not ip:
        return ""
    return "dynamic" if listing.dynamic else "address"


def _whose(evidence: Evidence, client: Client | None) -> tuple[str, str]:
    """Whose the listed address is, as DNS shows it, and the service's name; empty where nobody can tell."""
    if client is None:
        return "", ""
    if client.own in ("mine", "mx", "ptr", "trace"):
        return "own", ""
    if evidence.pool.name not in ("not-microsoft", "unknown") or any(
        s.id.startswith("microsoft") and s.contains_client for s in client.services
    ):
        return "microsoft", ""
    service = next((s.name for s in client.services if s.contains_client), "")
    return ("service", service) if service else ("", "")
