"""Events of sending services: JSON as their webhooks and interfaces give it, every value with its line.

One object, an array of them, one object a line, or several after each other; an object may be wrapped (Amazon's SNS and
EventBridge), and may hold the list of events (the answer of an interface).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from mailmend.dialects.reading.attempt import attempt
from mailmend.dialects.reading.notification import notification
from mailmend.dialects.reading.seen import TEXT_LIMIT, Seen
from mailmend.dialects.reading.words import Place
from mailmend.frozen import frozen
from mailmend.mail import Text, plain
from mailmend.model import DeliveryAttempt, Kind, Notification, Original
from mailmend.pattern import pattern
from mailmend.span import Quote

_TYPE = pattern(r"\s*(?:smtp|dns|dsn|x-[a-z-]{1,30})\s?;\s?", re.IGNORECASE)
_BETWEEN = pattern(r"[\s,\]]*")
_MOST_EVENTS = 50_000
_MOST_BYTES = 25_000_000
_LONGEST_TEXT = 20_000
# Where interfaces and queues put the events: Amazon EventBridge and SQS, Mailgun, Postmark, SparkPost.
_LISTS = ("Records", "items", "Bounces", "results", "events")


@frozen(kw_only=False)
class Event:
    """One event: its object, and the range of the text that holds it."""

    value: dict[str, Any]
    place: Place

    def get(self, *path: str) -> Any:  # noqa: ANN401
        """What stands at ``path``, None where there is nothing."""
        found: Any = self.value
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def text(self, *path: str) -> str | None:
        """A text at ``path`` that says something; numbers are taken as texts."""
        return as_text(self.get(*path))

    def all(self, *path: str) -> list[dict[str, Any]]:
        """The objects of the list at ``path``."""
        found = self.get(*path)
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def where(self, said: str | None) -> Place | None:
        """Where it says so, in the way in which JSON spells it, perhaps twice over."""
        if not said:
            return None
        once = json.dumps(said, ensure_ascii=False)[1:-1]
        for spelled in (said, once, json.dumps(said)[1:-1], json.dumps(once)[1:-1], once.replace("/", "\\/")):
            at = self.place.text.value.find(spelled, self.place.start, self.place.end)
            if at >= 0:
                return Place(self.place.text, at, at + len(spelled))
        return None

    def quote(self, said: str | None) -> Quote | None:
        """The line that says it."""
        place = self.where(said)
        return place.quote() if place else None


def events(seen: Seen) -> tuple[Event, ...]:
    """The events in ``seen``: JSON, or a mail that is JSON (Amazon SNS sends them so); none where it is not."""
    if seen.text.value[:200].lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return ()
    known: tuple[Event, ...] | None = seen.text.derived.get("events")
    if known is None:
        text = seen.text
        if seen.part is None and len(seen.source.data) > TEXT_LIMIT:
            text = plain(seen.source.data[:_MOST_BYTES], seen.source.line)
        known = seen.text.derived["events"] = tuple(_unwrapped(text))
    return known


def as_text(found: object) -> str | None:
    """A text or a number of an event as text; None for what is neither, or empty."""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return str(found)[:_LONGEST_TEXT].strip() or None


def untyped(value: str) -> str:
    """``value`` without the type before it (``smtp;``, ``dns;``: RFC 3464 §2.1.2)."""
    kind = _TYPE.match(value)
    return value[kind.end() :].strip() if kind else value.strip()


def failure(
    event: Event,
    recipient: str | None,
    words: str | None,
    *,
    status: str | None = None,
    action: str = "failed",
    remote_mta: str | None = None,
    remote_ip: str | None = None,
) -> DeliveryAttempt:
    """One attempt of ``event``, every field with its line."""
    said = {"recipient": recipient, "status": status, "remote_mta": remote_mta, "remote_ip": remote_ip}
    quotes = {name: quote for name, value in said.items() if (quote := event.quote(value))}
    # The code may stand in a field of its own.
    place = event.where(words) or next(
        filter(None, map(event.where, (words or "").split(" ", maxsplit=2)[:0:-1])), None
    )
    if place:
        quotes["text"] = place.quote()
    return attempt(
        recipient=recipient,
        words=words,
        place=place,
        action=action,
        status=status,
        remote_mta=remote_mta,
        remote_ip=remote_ip,
        quotes=quotes,
    )


def told_by(
    seen: Seen,
    dialect: str,
    event: Event,
    attempts: tuple[DeliveryAttempt, ...],
    *,
    kind: Kind | None = None,
    told: Original | None = None,
    at: str | None = None,
    reporting_mta: str | None = None,
) -> Notification:
    """The notification of ``event``; ``at`` is when it happened."""
    told = told or Original()
    said = {"mail_from": told.mail_from, "author": told.author, "message_id": told.message_id}
    quotes = tuple((name, quote) for name, value in said.items() if (quote := event.quote(value)))
    return notification(
        seen,
        dialect,
        attempts,
        kind=kind,
        reporting_mta=reporting_mta,
        told=Original(
            message_id=told.message_id,
            mail_from=told.mail_from,
            mail_from_basis=told.mail_from_basis,
            author=told.author,
            subject=told.subject,
            date=told.date,
            quotes=quotes,
        ),
        date=time(at),
    )


def time(said: str | None) -> datetime | None:
    """A time as the services write it: ISO 8601, or seconds since 1970."""
    try:
        if said and re.fullmatch(r"\d{9,11}(?:\.\d{1,9})?", said):
            return datetime.fromtimestamp(float(said), UTC)
        parsed = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", said)) if said else None
    except (ValueError, OverflowError, OSError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed and parsed.tzinfo is None else parsed


def _unwrapped(text: Text) -> Iterator[Event]:
    for found, start, end in islice(_objects(text.value), _MOST_EVENTS):
        if not isinstance(found, dict):
            continue
        value = _inside(found)
        lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
        for each in lists[0][:_MOST_EVENTS] if lists else (value,):
            if isinstance(each, dict):
                yield Event(_inside(each), Place(text, start, end))


def _inside(value: dict[str, Any]) -> dict[str, Any]:
    """What an envelope of Amazon's holds: SNS and SQS carry the event as a text, EventBridge as ``detail``."""
    for name in ("body", "Message"):
        carried = value.get(name)
        if isinstance(carried, str) and carried.lstrip().startswith("{"):
            value = next((found for found, _, _ in _objects(carried) if isinstance(found, dict)), value)
    sns = value.get("Sns")
    if isinstance(sns, dict):
        return _inside(sns)
    detail = value.get("detail")
    return detail if isinstance(detail, dict) else value


def _objects(value: str) -> Iterator[tuple[Any, int, int]]:
    """Every value with its range, those of an array one by one, up to what is no JSON."""
    # Not strict: a mail may have wrapped a line in the middle of a text.
    decoder = json.JSONDecoder(strict=False)
    position = len(value) - len(value.lstrip("\ufeff \t\r\n"))
    while position < len(value):
        if value[position] == "[":
            position += 1
        try:
            position += len(value[position : position + 1_000]) - len(value[position : position + 1_000].lstrip())
            found, end = decoder.raw_decode(value, position)
        except (ValueError, RecursionError):
            return
        yield found, position, end
        between = _BETWEEN.match(value, end)
        position = between.end() if between else end
