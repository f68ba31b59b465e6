"""SparkPost's events: as its webhooks post them (``msys.message_event``), and as its events interface lists them.

developers.sparkpost.com, "Event schemas" of webhooks and events (read 2026-11). *unverified*: written from the
documentation, no event of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, events, failure, told_by
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Kind, Notification, Original
from mailmend.smtp.client import canonical

NAME = "sparkpost-event"
SIGNS = Signs(forms=(Form.EVENT,))

_KINDS = {
    "bounce": Kind.BOUNCE,
    "out_of_band": Kind.BOUNCE,
    "policy_rejection": Kind.BOUNCE,
    "delay": Kind.DELAYED,
    "delivery": Kind.DELIVERED,
    "spam_complaint": Kind.FEEDBACK,
}
_ACTIONS = {Kind.BOUNCE: "failed", Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}


def claims(seen: Seen) -> Claim:
    """``msys``, or an event with SparkPost's names for the recipient and the reason."""
    if any(_kind(event) for event in _events(seen)):
        return Claim(score=95, why="an event of SparkPost")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each event about a delivery."""
    for event in _events(seen):
        kind = _kind(event)
        if kind is None:
            continue
        sender = addresses(event.text("msg_from") or "")
        author = addresses(event.text("friendly_from") or "")
        told = Original(
            mail_from=sender[0] if sender else None,
            mail_from_basis=Basis.STATED if sender else None,
            author=author[0] if author else None,
            subject=event.text("subject"),
        )
        yield told_by(seen, NAME, event, (_attempt(event, kind),), kind=kind, told=told, at=event.text("timestamp"))


def _events(seen: Seen) -> Iterator[Event]:
    for event in events(seen):
        data = event.get("msys", "message_event") or event.get("msys", "gen_event")
        yield Event(data, event.place) if isinstance(data, dict) else event


def _kind(event: Event) -> Kind | None:
    named = event.text("rcpt_to") or event.text("raw_rcpt_to")
    known = event.text("transmission_id") or event.text("raw_reason") or event.text("bounce_class")
    return _KINDS.get(event.text("type") or "") if named and known else None


def _attempt(event: Event, kind: Kind) -> DeliveryAttempt:
    found = addresses(event.text("raw_rcpt_to") or event.text("rcpt_to") or "")
    recipient = found[0] if found else None
    if kind is Kind.FEEDBACK:
        return DeliveryAttempt(recipient=recipient)
    words = event.text("raw_reason") or event.text("reason")
    # ip_address is the server that refused; sending_ip is SparkPost's own, and nobody says that he saw it.
    remote_ip = canonical(event.text("ip_address") or "")
    return failure(event, recipient, words, action=_ACTIONS[kind], remote_ip=remote_ip)
