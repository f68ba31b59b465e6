"""Reports of failed authentication (RFC 6591), one for each message, as DMARC's ``ruf`` asks for. They are no bounces.

The message may have been delivered all the same; who sends such a report says what it saw, and to whom the domain asked
to have it sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Place, Seen, notification
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import Part, Text, addresses
from mailmend.mail.fields import fields_in, first
from mailmend.model import Basis, DeliveryAttempt, Kind, Notification, Original
from mailmend.smtp.client import canonical
from mailmend.span import Quote

NAME = "auth-failure-report"
SIGNS = Signs(types=("message/feedback-report",))


def claims(seen: Seen) -> Claim:
    """RFC 6591 §3.1: a feedback report of the type ``auth-failure``."""
    text = _report(seen)
    kind = first(fields_in(text.value.encode()), "Feedback-Type") if text else None
    if kind and kind.value.strip().lower() == "auth-failure":
        return Claim(score=95, why="a feedback report of the type auth-failure")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification: from which address the message came, and what failed (RFC 6591 §3.2)."""
    text = _report(seen)
    if text is None:
        return
    known = {field.name.lower(): field.value.strip() for field in reversed(fields_in(text.value.encode()))}
    ip = canonical(known.get("source-ip", ""))
    to = first(seen.returned, "To")
    named = known.get("original-rcpt-to") or (to.value if to else "")
    recipient = next(iter(addresses(named)), None)
    tried = DeliveryAttempt(
        recipient=recipient,
        text=known.get("auth-failure") or None,
        client_ip=ip,
        quotes=_places(text, {"client_ip": known.get("source-ip") if ip else None, "text": known.get("auth-failure")}),
    )
    sender = addresses(known.get("original-mail-from", ""))
    told = Original(mail_from=sender[0] if sender else None, mail_from_basis=Basis.STATED if sender else None)
    reporter = known.get("reporting-mta", "").partition(";")[2].strip() or None
    yield notification(seen, NAME, (tried,), kind=Kind.FEEDBACK, reporting_mta=reporter, told=told)


def _report(seen: Seen) -> Text | None:
    parts: tuple[Part, ...] = seen.part.children if seen.part else ()
    return next((part.text() for part in parts if part.media_type == "message/feedback-report"), None)


def _places(text: Text, said: dict[str, str | None]) -> tuple[tuple[str, Quote], ...]:
    whole = Place(text, 0, len(text.value))
    return tuple((name, whole.quote(value)) for name, value in said.items() if value)
