"""Complaints of recipients: feedback reports (RFC 5965), and the older form of Microsoft's junk mail reporting."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import HeaderField, Part, addresses
from mailmend.mail.fields import fields_in, first
from mailmend.model import DeliveryAttempt, Kind, Notification

NAME = "feedback"
SIGNS = Signs(fields=("x-hmxmroriginalrecipient", "x-apple-unsubscribe"), types=("message/feedback-report",))

# Outlook.com's Junk Mail Reporting Program writes the complaining recipient into this field of the message itself.
_JMRP = "X-HmXmrOriginalRecipient"
_MOST_RECIPIENTS = 100


def claims(seen: Seen) -> Claim:
    """Sure where a part says so by its type."""
    if _report(seen) is not None:
        return Claim(score=90, why="it has a message/feedback-report")
    if first(seen.returned, _JMRP):
        return Claim(score=90, why=f"the message that it returns has the field {_JMRP}")
    if seen.value("X-Apple-Unsubscribe").lower() == "true":
        return Claim(score=90, why="a mail program asks to unsubscribe")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; an attempt for each recipient who complained, where the report still names them."""
    part = _report(seen)
    fields = fields_in(part.text().value.encode()) if part else ()
    who = _recipients(seen, fields)
    reporter = first(fields, "Reporting-MTA")
    yield notification(
        seen,
        NAME,
        tuple(DeliveryAttempt(recipient=address) for address in who),
        kind=Kind.FEEDBACK,
        reporting_mta=reporter.value.partition(";")[2].strip() or None if reporter else None,
    )


def _report(seen: Seen) -> Part | None:
    parts = seen.part.children if seen.part else ()
    return next((part for part in parts if part.media_type == "message/feedback-report"), None)


def _recipients(seen: Seen, fields: tuple[HeaderField, ...]) -> tuple[str, ...]:
    """RFC 5965 §3.2: Original-Rcpt-To; where it was left out, whom the returned message was for."""
    said = [field for field in fields if field.name.lower() == "original-rcpt-to"]
    named = first(seen.returned, _JMRP)
    said = said or ([named] if named else [])
    to = first(seen.returned, "To")
    said = said or ([to] if to else [])
    if not said and seen.value("X-Apple-Unsubscribe"):
        return addresses(seen.value("From"))[:1]
    found = [address for field in said for address in addresses(field.value)]
    return tuple(dict.fromkeys(found))[:_MOST_RECIPIENTS]
