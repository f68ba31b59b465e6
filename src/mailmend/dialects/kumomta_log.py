"""KumoMTA's log records: one JSON object a line, as its log files hold and its webhooks post them.

docs.kumomta.com, "Log Record" (read 2026-11): ``type``, ``sender``, ``recipient`` (a list since 2025), ``response``
with ``code``, ``enhanced_code`` and ``content``, ``peer_address`` with ``name`` and ``addr``. *unverified*: written
from the documentation, no record of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, as_text, events, failure, told_by
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Kind, Notification, Original
from mailmend.smtp.client import canonical

NAME = "kumomta-log"
SIGNS = Signs(forms=(Form.EVENT,))

_KINDS = {
    "Bounce": Kind.BOUNCE,
    "OOB": Kind.BOUNCE,
    "AdminBounce": Kind.BOUNCE,
    "Expiration": Kind.BOUNCE,
    "TransientFailure": Kind.DELAYED,
    "Delivery": Kind.DELIVERED,
}
_ACTIONS = {Kind.BOUNCE: "failed", Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}
_MOST_RECIPIENTS = 100


def claims(seen: Seen) -> Claim:
    """A record with a type of KumoMTA's and a response with ``content``."""
    if any(_kind(event) for event in events(seen)):
        return Claim(score=95, why="a log record of KumoMTA")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each record about a delivery."""
    for event in events(seen):
        kind = _kind(event)
        if kind is None:
            continue
        sender = event.text("sender")
        told = Original(
            mail_from=sender if sender != "<>" else "",
            mail_from_basis=Basis.STATED if sender else None,
            subject=event.text("headers", "Subject"),
            message_id=event.text("headers", "Message-ID"),
        )
        attempts = tuple(_attempts(event, kind))
        yield told_by(seen, NAME, event, attempts, kind=kind, told=told, at=event.text("timestamp"))


def _kind(event: Event) -> Kind | None:
    named = event.get("recipient") and event.get("response", "content") is not None
    return _KINDS.get(event.text("type") or "") if named else None


def _attempts(event: Event, kind: Kind) -> Iterator[DeliveryAttempt]:
    """The response is written apart: its code, the three numbers of RFC 3463 §2, and its words."""
    numbers = [event.text("response", "enhanced_code", name) for name in ("class", "subject", "detail")]
    status = ".".join(filter(None, numbers)) if all(numbers) else None
    said = (event.text("response", "code"), status, event.text("response", "content"))
    name = event.text("peer_address", "name")
    to = event.get("recipient")
    for recipient in (to if isinstance(to, list) else [to])[:_MOST_RECIPIENTS]:
        found = addresses(as_text(recipient) or "")
        yield failure(
            event,
            found[0] if found else None,
            " ".join(filter(None, said)),
            status=status,
            action=_ACTIONS[kind],
            remote_mta=name.rstrip(".") if name else None,
            remote_ip=canonical(event.text("peer_address", "addr") or ""),
        )
