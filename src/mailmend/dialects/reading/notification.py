"""A notification put together: what kind it is, and what all dialects fill alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from mailmend.dialects.reading.located import place_of, with_places
from mailmend.dialects.reading.original import original
from mailmend.dialects.reading.seen import Seen
from mailmend.dialects.reading.trace import seen_by_far_server
from mailmend.mail import HeaderField
from mailmend.model import DeliveryAttempt, Kind, Notification, Original
from mailmend.span import Quote, Quotes

# A report may name thousands of recipients; their fields know their places. To look them up is for what words tell.
_MOST_PLACED = 50
_SUCCESSES = frozenset(("delivered", "relayed", "expanded"))


def notification(
    seen: Seen,
    dialect: str,
    attempts: Iterable[DeliveryAttempt],
    *,
    kind: Kind | None = None,
    reporting_mta: str | None = None,
    returned: tuple[HeaderField, ...] | None = None,
    told: Original | None = None,
    date: datetime | None = None,
) -> Notification:
    """The notification that ``dialect`` read; ``kind`` is worked out from the attempts where it is not given.

    ``date`` is when the report was made, where something else than a Date field says it.
    """
    fields = seen.returned if returned is None else returned
    known = tuple(seen_by_far_server(tried, fields, reporting_mta) for tried in attempts)
    placed = (with_places(seen, tried) for tried in known[:_MOST_PLACED])
    return Notification(
        source=seen.source.name,
        index=seen.source.index,
        kind=kind or kind_of(known),
        dialect=dialect,
        reporting_mta=reporting_mta,
        date=date or seen.date,
        attempts=(*placed, *known[_MOST_PLACED:]),
        original=original(seen, known, returned, told),
        headers=seen.headers,
        decoded=seen.source.decoded,
        quotes=Quotes(partial(_reporter, seen, reporting_mta)),
    )


def _reporter(seen: Seen, name: str | None) -> Iterable[tuple[str, Quote]]:
    quote = place_of(seen, name)
    return (("reporting_mta", quote),) if quote else ()


def kind_of(attempts: tuple[DeliveryAttempt, ...]) -> Kind:
    """RFC 3464 §2.3.3: one failure makes a bounce; else a delay, else a success."""
    actions = {tried.action for tried in attempts}
    if "failed" in actions or None in actions:
        return Kind.BOUNCE
    if "delayed" in actions:
        return Kind.DELAYED
    return Kind.DELIVERED if actions & _SUCCESSES else Kind.BOUNCE
