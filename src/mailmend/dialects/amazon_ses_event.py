"""Amazon SES: its notifications and events as JSON, bare, in an SNS envelope or from EventBridge.

docs.aws.amazon.com/ses: "Amazon SNS notification contents for Amazon SES" and "Examples of event data that Amazon SES
publishes to Amazon SNS" (read 2026-11). Seen: bounces and deliveries as SNS sends them by mail. *unverified*, written
from the documentation: delays, complaints, rejects, EventBridge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.events import Event, as_text, events, failure, told_by, untyped
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Kind, Notification, Original
from mailmend.smtp.client import canonical

NAME = "amazon-ses-event"
SIGNS = Signs(forms=(Form.EVENT,))

# Each kind of event: where its details stand, where its recipients, and what happened to them.
_KINDS = {
    "bounce": ("bounce", "bouncedRecipients", Kind.BOUNCE),
    "deliverydelay": ("deliveryDelay", "delayedRecipients", Kind.DELAYED),
    "complaint": ("complaint", "complainedRecipients", Kind.FEEDBACK),
    "delivery": ("delivery", "recipients", Kind.DELIVERED),
    "reject": ("reject", "", Kind.BOUNCE),
}
_ACTIONS = {Kind.BOUNCE: "failed", Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}


def claims(seen: Seen) -> Claim:
    """An event with the message in ``mail`` and a type that SES has."""
    if any(_kind(event) for event in events(seen)):
        return Claim(score=95, why="an event of Amazon SES")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each event."""
    for event in events(seen):
        known = _kind(event)
        if known is None:
            continue
        details, _, kind = known
        yield told_by(
            seen,
            NAME,
            event,
            tuple(_attempts(event, *known)),
            kind=kind,
            told=_original(event),
            at=event.text(details, "timestamp") or event.text("mail", "timestamp"),
            reporting_mta=untyped(event.text(details, "reportingMTA") or "") or None,
        )


def _kind(event: Event) -> tuple[str, str, Kind] | None:
    said = event.text("notificationType") or event.text("eventType") or ""
    return _KINDS.get(said.replace(" ", "").lower()) if isinstance(event.get("mail"), dict) else None


def _attempts(event: Event, details: str, recipients: str, kind: Kind) -> Iterator[DeliveryAttempt]:
    for each in _recipients(event, details, recipients):
        found = addresses(as_text(each.get("emailAddress")) or "")
        if kind is Kind.FEEDBACK:
            yield DeliveryAttempt(recipient=found[0] if found else None)
            continue
        said = as_text(each.get("diagnosticCode")) or event.text(details, "smtpResponse")
        yield failure(
            event,
            found[0] if found else None,
            untyped(said or event.text(details, "reason") or "") or None,
            status=as_text(each.get("status")),
            # A transient bounce is final all the same: SES has stopped to try.
            action=_ACTIONS[kind],
            remote_ip=canonical(event.text(details, "remoteMtaIp") or ""),
        )


def _recipients(event: Event, details: str, recipients: str) -> list[dict[str, Any]]:
    known = event.all(details, recipients)
    listed = event.get(details, recipients) or event.get("mail", "destination")
    if known or not isinstance(listed, list):
        return known
    return [{"emailAddress": address} for address in listed if isinstance(address, str)]


def _original(event: Event) -> Original:
    """The message as ``mail`` tells of it.

    ``source`` is the address that the message was given to SES with; on the wire stands an address of SES, unless the
    domain has a custom MAIL FROM domain. So it is not stated as MAIL FROM.
    """
    author = addresses(", ".join(_texts(event.get("mail", "commonHeaders", "from"))))
    source = addresses(event.text("mail", "source") or "")
    return Original(
        message_id=event.text("mail", "commonHeaders", "messageId"),
        mail_from=source[0] if source else None,
        mail_from_basis=Basis.ASSUMED if source else None,
        author=author[0] if author else None,
        subject=event.text("mail", "commonHeaders", "subject"),
        date=event.text("mail", "commonHeaders", "date"),
    )


def _texts(found: object) -> list[str]:
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
