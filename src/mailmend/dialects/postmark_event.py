"""Postmark's bounces: as its webhook posts them, and as its bounce interface lists them (``Bounces``).

postmarkapp.com/developer, "Bounce webhook", "Spam complaint webhook" and "Bounce API" (read 2026-11). *unverified*:
written from the documentation, no event of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, events, failure, told_by, untyped
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import DeliveryAttempt, Kind, Notification, Original

NAME = "postmark-event"
SIGNS = Signs(forms=(Form.EVENT,))

# The types that are no bounces; ``Transient`` is one that Postmark goes on trying.
_KINDS = {
    "SpamComplaint": Kind.FEEDBACK,
    "AutoResponder": Kind.AUTOREPLY,
    "Transient": Kind.DELAYED,
    "Unsubscribe": Kind.FEEDBACK,
}


def claims(seen: Seen) -> Claim:
    """A record with Postmark's type and number of a bounce."""
    if any(_kind(event) for event in events(seen)):
        return Claim(score=95, why="an event of Postmark")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each bounce."""
    for event in events(seen):
        kind = _kind(event)
        if kind is None:
            continue
        author = addresses(event.text("From") or "")
        told = Original(author=author[0] if author else None, subject=event.text("Subject"))
        at = event.text("BouncedAt") or event.text("DeliveredAt")
        yield told_by(seen, NAME, event, (_attempt(event, kind),), kind=kind, told=told, at=at)


def _kind(event: Event) -> Kind | None:
    record = event.text("RecordType")
    if record == "Delivery" and event.text("Recipient"):
        return Kind.DELIVERED
    if record not in (None, "Bounce", "SpamComplaint") or event.text("TypeCode") is None or not event.text("Email"):
        return None
    return _KINDS.get(event.text("Type") or "", Kind.BOUNCE)


def _attempt(event: Event, kind: Kind) -> DeliveryAttempt:
    found = addresses(event.text("Email") or event.text("Recipient") or "")
    recipient = found[0] if found else None
    if kind in (Kind.FEEDBACK, Kind.AUTOREPLY):
        return DeliveryAttempt(recipient=recipient)
    action = {Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}.get(kind, "failed")
    # Details are the server's words, as in a Diagnostic-Code field; the description is Postmark's own.
    words = untyped(event.text("Details") or "") or event.text("Description")
    return failure(event, recipient, words, action=action)
