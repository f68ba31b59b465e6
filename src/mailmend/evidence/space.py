"""Reasoning over address space where the bounce names no address (Exchange's own NDRs usually do not).

If the record passes every address that Microsoft publishes, an unlisted pool, a connector or the receiver is left;
if it does not, that is the likely cause.
"""

from __future__ import annotations

from mailmend.evidence.domain import service as service_of
from mailmend.evidence.spf import sender_for
from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Domain, Identities, Notification, Service, SpaceView, SpfCheck, Told
from mailmend.spf import Region, Result, partition

MICROSOFT = "microsoft-365"


def look(
    bounce: Notification,
    who: Identities,
    checked: SpfCheck | None,
    domain: Domain | None,
    told: Told,
    knowledge: Knowledge,
) -> Flow[SpaceView | None]:
    """How much of what Microsoft publishes the record passes; None where the sending service is not Microsoft 365."""
    if who.client_ip or not checked or not domain or not _left_microsoft(bounce):
        return None
    service = next((s for s in domain.services if s.id == MICROSOFT), None) or _unmarked(knowledge)
    if service is None or not service.include:
        return None
    published = yield from partition(service.include, f"postmaster@{service.include}", service.include, now=told.now)
    ranges = [r for r in published.regions if r.result is Result.PASS]
    if not ranges:
        return None
    record = yield from partition(
        checked.domain, sender_for(who, checked.domain), who.helo or checked.domain, now=told.now
    )
    overlaps = [(size, r.result) for mine in ranges for r in record.regions if (size := overlap(mine, r))]
    return SpaceView(
        service=service,
        addresses=sum(size for size, _ in overlaps),
        passed=sum(size for size, result in overlaps if result is Result.PASS),
        results=tuple(sorted({str(result) for _, result in overlaps if result})),
        dynamic=bool(record.dynamic),
    )


def overlap(one: Region, other: Region) -> int:
    """How many addresses two regions share."""
    if one.family != other.family:
        return 0
    return max(0, min(one.last, other.last) - max(one.first, other.first) + 1)


def _left_microsoft(bounce: Notification) -> bool:
    """Whether Exchange Online wrote the report: then the refused hop began at Microsoft."""
    return bounce.dialect == "exchange-online"


def _unmarked(knowledge: Knowledge) -> Service | None:
    """Microsoft 365 as a service that nothing in the domain's DNS shows to be used."""
    sender = knowledge.directory.get(MICROSOFT)
    return service_of(sender) if sender else None
