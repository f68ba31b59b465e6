"""SendGrid's event webhook: arrays of events, each about one recipient.

docs.sendgrid.com, "Event Webhook Reference" (read 2026-11). *unverified*: written from the documentation, no event of
our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, events, failure, told_by
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import DeliveryAttempt, Kind, Notification, Original

NAME = "sendgrid-event"
SIGNS = Signs(forms=(Form.EVENT,))

_KINDS = {
    "bounce": Kind.BOUNCE,
    "blocked": Kind.BOUNCE,
    "dropped": Kind.BOUNCE,
    "deferred": Kind.DELAYED,
    "delivered": Kind.DELIVERED,
    "spamreport": Kind.FEEDBACK,
}
_ACTIONS = {Kind.BOUNCE: "failed", Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}


def claims(seen: Seen) -> Claim:
    """An event with an id of SendGrid's."""
    if any(_kind(event) for event in events(seen)):
        return Claim(score=95, why="an event of SendGrid")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each event about a delivery."""
    for event in events(seen):
        kind = _kind(event)
        if kind is None:
            continue
        message_id = event.text("smtp-id")
        told = Original(message_id=message_id)
        yield told_by(seen, NAME, event, (_attempt(event, kind),), kind=kind, told=told, at=event.text("timestamp"))


def _kind(event: Event) -> Kind | None:
    return _KINDS.get(event.text("event") or "") if event.text("sg_event_id") or event.text("sg_message_id") else None


def _attempt(event: Event, kind: Kind) -> DeliveryAttempt:
    """``ip`` is the address that SendGrid sent from, not one that the receiver says it saw."""
    found = addresses(event.text("email") or "")
    recipient = found[0] if found else None
    if kind is Kind.FEEDBACK:
        return DeliveryAttempt(recipient=recipient)
    words = event.text("reason") or event.text("response")
    return failure(event, recipient, words, status=event.text("status"), action=_ACTIONS[kind])
