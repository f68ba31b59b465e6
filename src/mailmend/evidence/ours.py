"""What shows that the returned message was the sender's own, and not written by a stranger in the sender's name.

A From line proves nothing: that is what a forger writes. Only what others stamped, or what a stranger cannot well
have, counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.evidence.client import under
from mailmend.evidence.identities import domain_of
from mailmend.knowledge import Knowledge
from mailmend.model import Domain, Hop, Identities, Notification

_MICROSOFT_HOSTS = ("outlook.com", "exchangelabs.com", "office365.us", "partner.outlook.cn")


def signs(
    bounce: Notification, who: Identities, hops: tuple[Hop, ...], domain: Domain | None, knowledge: Knowledge
) -> tuple[str, ...]:
    """Short names of what ties the message to the sender's domain; empty where nothing does."""
    if domain is None:
        return ()
    return tuple(dict.fromkeys(_signs(bounce, who, hops, domain, knowledge)))


def _signs(
    bounce: Notification, who: Identities, hops: tuple[Hop, ...], domain: Domain, knowledge: Knowledge
) -> Iterator[str]:
    zones = {domain.zone, *([knowledge.suffixes.organizational(who.author_domain)] if who.author_domain else [])}
    uses_microsoft = any(service.id.startswith("microsoft") for service in domain.services)

    def its_own(name: str | None) -> bool:
        if not name:
            return False
        by_microsoft = uses_microsoft and any(under(name, host) for host in _MICROSOFT_HOSTS)
        return by_microsoft or any(under(name, zone) for zone in zones)

    if its_own(bounce.reporting_mta):
        yield "reporting-mta"
    if any(its_own(field) for field in _originator(bounce)):
        yield "tenant"
    if its_own(domain_of((bounce.original.message_id or "").strip("<>"))):
        yield "message-id"
    if any(its_own(name) for hop in hops for name in (hop.by, hop.from_host)):
        yield "hop"
    if any(its_own(signed) for signed in who.signatures):
        yield "signature"


def _originator(bounce: Notification) -> Iterator[str]:
    """The tenant that Exchange Online says the message is from, and the tenant whose Exchange wrote the report."""
    for field in bounce.original.headers:
        if field.name.lower() == "x-originatororg":
            yield field.value.strip()
    for field in bounce.headers:
        if field.name.lower() == "from" and "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e" in field.value.lower():
            yield domain_of(field.value.strip().rstrip(">")) or ""
