"""Mailgun's events: as a webhook posts them (``event-data``), and as its events interface lists them (``items``).

documentation.mailgun.com, "Event structure" and "Webhooks" (read 2026-11). *unverified*: written from the
documentation, no event of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, events, failure, told_by
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Kind, Notification, Original
from mailmend.pattern import pattern

NAME = "mailgun-event"
SIGNS = Signs(forms=(Form.EVENT,))

_KINDS = {
    "failed": Kind.BOUNCE,
    "rejected": Kind.BOUNCE,
    "delivered": Kind.DELIVERED,
    "complained": Kind.FEEDBACK,
}
_REPLY = pattern(r"[245][0-5]\d")


def claims(seen: Seen) -> Claim:
    """``event-data``, or an event with Mailgun's way to tell of a delivery."""
    if any(_kind(event) for event in _events(seen)):
        return Claim(score=95, why="an event of Mailgun")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each event about a delivery."""
    for event in _events(seen):
        kind = _kind(event)
        if kind is None:
            continue
        delayed = kind is Kind.BOUNCE and event.text("severity") == "temporary"
        tried = _attempt(event, kind, delayed=delayed)
        kind = Kind.DELAYED if delayed else kind
        yield told_by(seen, NAME, event, (tried,), kind=kind, told=_original(event), at=event.text("timestamp"))


def _events(seen: Seen) -> Iterator[Event]:
    for event in events(seen):
        data = event.get("event-data")
        yield Event(data, event.place) if isinstance(data, dict) else event


def _kind(event: Event) -> Kind | None:
    mailgun = isinstance(event.get("delivery-status"), dict) or isinstance(event.get("message", "headers"), dict)
    return _KINDS.get(event.text("event") or "") if mailgun and event.text("recipient") else None


def _attempt(event: Event, kind: Kind, *, delayed: bool) -> DeliveryAttempt:
    found = addresses(event.text("recipient") or "")
    recipient = found[0] if found else None
    if kind is Kind.FEEDBACK:
        return DeliveryAttempt(recipient=recipient)
    status = event.text("delivery-status", "enhanced-code")
    return failure(
        event,
        recipient,
        _words(event),
        status=status if status and re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", status) else None,
        action="delayed" if delayed else "delivered" if kind is Kind.DELIVERED else "failed",
        remote_mta=event.text("delivery-status", "mx-host"),
    )


def _words(event: Event) -> str | None:
    """The server's message; its code may stand in a field of its own. Codes of Mailgun's own (605) are no replies."""
    said = event.text("delivery-status", "message") or event.text("delivery-status", "description")
    said = said or event.text("reject", "reason")
    code = event.text("delivery-status", "code") or ""
    if said and _REPLY.fullmatch(code) and not re.match(rf"\s*{code}\b", said):
        return f"{code} {said}"
    return said


def _original(event: Event) -> Original:
    sender = addresses(event.text("envelope", "sender") or "")
    author = addresses(event.text("message", "headers", "from") or "")
    return Original(
        message_id=event.text("message", "headers", "message-id"),
        mail_from=sender[0] if sender else None,
        mail_from_basis=Basis.STATED if sender else None,
        author=author[0] if author else None,
        subject=event.text("message", "headers", "subject"),
    )
