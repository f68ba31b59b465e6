"""Has a change landed: what every authoritative server has, what caches may still say, and whether the message passes.

One thing, one file: the servers of a zone and what its parent says of them (``servers``), SPF for the failed message
as fresh and as cached answers have it (``spf``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailmend.flow import Answer, Flow, ask, question
from mailmend.landing import servers, spf
from mailmend.landing.servers import zone_of
from mailmend.landing.shown import records_of, texts_of
from mailmend.model import Awaited, Identities, ServerStanding, Standing, Verdict

__all__ = ["held", "verify", "zone_of"]


def verify(
    awaited: Sequence[Awaited], who: Identities | None, now: datetime, changed_at: datetime | None = None
) -> Flow[Verdict]:
    """Where ``awaited``, RRsets of one name, stand at ``now``. ``changed_at`` is when they were changed, where known.

    ``who`` is the failed message, evaluated with what the servers say and with what the resolver says.
    """
    name = awaited[0].name
    verdict = Verdict(name=name, awaited=tuple(awaited), now=now, identities=who)
    zone = yield from servers.zone_of(name)
    cached = yield from ask(*(question(name, each.type) for each in awaited))
    if zone is None:
        return replace(verdict, resolver_failed=any(answer.outcome == "unavailable" for answer in cached))
    standings = yield from servers.ask_all(zone, awaited)
    told = _told(awaited, standings)
    found = tuple(_standing(server, told) for server in standings)
    fresh = next((server.answers for server in found if server.standing is Standing.LANDED), ())
    result, cached_result, stand_in = yield from spf.evaluated(who, name, fresh, now)
    delegation = yield from servers.delegation(zone, found)
    return replace(
        verdict,
        awaited=told,
        servers=_unreached(found),
        delegation=delegation,
        result=result,
        cached=_of(told, cached),
        cached_result=cached_result,
        stand_in=stand_in,
        stale_until=_stale_until(told, cached, _held_for(told, fresh, found), now, changed_at),
    )


def held(name: str, type: str) -> Flow[tuple[str, ...] | None]:
    """The records of an RRset in master file form as all its servers have them; None where they do not agree on it."""
    zone = yield from servers.zone_of(name)
    if zone is None:
        return None
    found = yield from servers.ask_all(zone, (Awaited(name=name, type=type),))
    said = {tuple(sorted(records_of(server.answers[0]))) for server in found if server.standing is not Standing.FAILED}
    return said.pop() if len(said) == 1 else None


def _told(awaited: Sequence[Awaited], found: Sequence[ServerStanding]) -> tuple[Awaited, ...]:
    """What is awaited; where nobody said it, what most servers have: then those that differ are the question."""
    told = []
    for at, each in enumerate(awaited):
        if each.after is None:
            said = [texts_of(server.answers[at]) for server in found if server.answers and _told_by(server.answers[at])]
            after = Counter(tuple(sorted(texts)) for texts in said).most_common(1)
            told.append(replace(each, after=after[0][0] if after else None))
        else:
            told.append(each)
    return tuple(told)


def _standing(server: ServerStanding, awaited: tuple[Awaited, ...]) -> ServerStanding:
    if server.standing is Standing.FAILED:
        return server
    return replace(server, standing=_of(awaited, server.answers) or Standing.OTHER)


def _of(awaited: Sequence[Awaited], answers: Sequence[Answer]) -> Standing | None:
    """Where these answers stand; None where one of them tells nothing."""
    if not all(_told_by(answer) for answer in answers):
        return None
    pairs = list(zip(awaited, (sorted(texts_of(answer)) for answer in answers), strict=True))
    if all(each.after is not None and sorted(each.after) == texts for each, texts in pairs):
        return Standing.LANDED
    if all(each.before is not None and sorted(each.before) == texts for each, texts in pairs):
        return Standing.OLD
    return Standing.OTHER


def _told_by(answer: Answer) -> bool:
    return answer.outcome != "unavailable"


def _unreached(found: tuple[ServerStanding, ...]) -> tuple[ServerStanding, ...]:
    """Where no server at all answers over IPv6 but each does over IPv4, or the reverse, it may be our own network."""
    for family in (4, 6):
        these = [server for server in found if _family(server) == family]
        others = {server.server for server in found if _family(server) == 10 - family and server.reason is None}
        silent = all(server.reason == "timeout" for server in these)
        if these and silent and all(server.server in others for server in these):
            return tuple(replace(s, standing=Standing.UNREACHED) if s in these else s for s in found)
    return found


def _family(server: ServerStanding) -> int | None:
    return None if server.address is None else 6 if ":" in server.address else 4


def _held_for(awaited: Sequence[Awaited], fresh: Sequence[Answer], found: Sequence[ServerStanding]) -> int | None:
    """How long, in seconds, a cache may hold what was there before: the records' TTL, or that there was nothing."""
    new = bool(awaited) and all(each.before == () for each in awaited)
    held = [server.negative_ttl for server in found] if new else [answer.ttl for answer in fresh]
    return max((ttl for ttl in held if ttl is not None), default=None)


def _stale_until(
    awaited: Sequence[Awaited],
    cached: Sequence[Answer],
    ttl: int | None,
    now: datetime,
    changed_at: datetime | None,
) -> datetime | None:
    """When the last cache lets go of the old answer: the change's time and the TTL, and what our resolver has left."""
    if all(each.before == each.after for each in awaited) or all(each.before is None for each in awaited):
        return None
    bounds = []
    stale = [
        a.ttl
        for a, each in zip(cached, awaited, strict=True)
        if a.ttl is not None and _of((each,), (a,)) is not Standing.LANDED
    ]
    bounds += [now + timedelta(seconds=ttl) for ttl in stale]
    if ttl is not None:
        bounds.append((changed_at or now) + timedelta(seconds=ttl))
    latest = max(bounds, default=None)
    return latest if latest is not None and latest > now else None
