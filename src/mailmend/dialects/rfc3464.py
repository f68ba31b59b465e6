"""The standard form: a ``message/delivery-status`` (RFC 3464) or its internationalised twin (RFC 6533)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from mailmend import dsn, smtp
from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.dialects.reading.telling import said_of
from mailmend.dsn.report import mta
from mailmend.frozen import changed
from mailmend.model import DeliveryAttempt, Notification
from mailmend.span import Quote, Quotes

NAME = "rfc3464"
SIGNS = Signs(forms=(Form.REPORT,))
_MOST_ATTEMPTS = 20_000
_MOST_COMPARED = 20
_FINE = frozenset(("delivered", "relayed", "expanded"))


def claims(seen: Seen) -> Claim:
    """Sure where the fields of a report name a recipient."""
    if seen.report and seen.report.recipients:
        return Claim(score=50, why="it has the fields of RFC 3464")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification, one attempt for each recipient."""
    if seen.report is not None:
        yield notification_of(seen, NAME)


def notification_of(seen: Seen, name: str) -> Notification:
    """The notification that the fields of the report make, in the dialect ``name``."""
    mta_name = reporting_mta(seen.report) if seen.report else None
    return notification(seen, name, attempts(seen), reporting_mta=mta_name)


def reporting_mta(report: dsn.Report) -> str | None:
    """The name of the reporting MTA (RFC 3464 §2.2.2)."""
    found = report.get("reporting-mta")
    if found is None:
        return None
    name, ip = mta(found)
    return name or ip


def attempts(seen: Seen) -> tuple[DeliveryAttempt, ...]:
    """What the report says of each recipient; a recipient that it names twice is one."""
    if seen.report is None or seen.report_text is None:
        return ()
    known: dict[str, DeliveryAttempt] = {}
    for recipient in seen.report.recipients[:_MOST_ATTEMPTS]:
        read_one = _attempt(seen, recipient)
        if read_one.recipient or read_one.status:
            known.setdefault((read_one.recipient or "").lower(), read_one)
    return tuple(known.values())


def _attempt(seen: Seen, recipient: dsn.Recipient) -> DeliveryAttempt:
    """What the fields say; where they leave out the reply or cut it, the words for people may have it whole."""
    read_one = _from_fields(seen, recipient)
    # sendmail puts only the first line of a reply into the report.
    cut = smtp.cut(recipient.diagnostic or "")
    if read_one.action in _FINE or (read_one.reply and read_one.remote_mta and read_one.remote_ip and not cut):
        return read_one
    if len(seen.report.recipients if seen.report else ()) > _MOST_COMPARED:
        return read_one
    # A report may have a status that names nothing and no diagnostic code, and say why in its words alone (Google's).
    silent = read_one.text is None and (read_one.status is None or smtp.generic(read_one.status))
    told = said_of(seen, read_one.recipient, any_words=silent)
    if told is None:
        return read_one
    return completed(read_one, told, anew=cut and told.reply == read_one.reply)


def completed(known: DeliveryAttempt, told: DeliveryAttempt, *, anew: bool = False) -> DeliveryAttempt:
    """``known`` with what only ``told`` says; its reply and words too where ``known`` has none, or ``anew`` is set."""
    more: dict[str, object] = {
        "remote_mta": known.remote_mta or told.remote_mta,
        "remote_ip": known.remote_ip or told.remote_ip,
        "command": known.command or told.command,
    }
    # A reply of another class than the status is not the one that the report is about (RFC 2034 §4).
    other = known.status and told.reply and known.status[0] != told.reply[0]
    if (anew or not known.reply) and not other:
        vague = known.status is None or smtp.generic(known.status)
        more |= {
            "status": (told.status or known.status) if vague else known.status,
            "reply": told.reply or known.reply,
            "text": told.text if told.reply else known.text or told.text,
            "remote": known.remote or told.remote,
            "client_ip": known.client_ip or told.client_ip,
            "identity": known.identity or told.identity,
            "checked": known.checked or told.checked,
            "quotes": Quotes(partial(_both, told, known)),
        }
    return changed(known, **more)


def _both(told: DeliveryAttempt, known: DeliveryAttempt) -> Iterable[tuple[str, Quote]]:
    """The places of both; where they have the same, those of ``known``."""
    return {**dict(told.quotes), **dict(known.quotes)}.items()


def _from_fields(seen: Seen, recipient: dsn.Recipient) -> DeliveryAttempt:
    found = recipient.get("diagnostic-code")
    remote_mta, remote_ip = recipient.remote
    return attempt(
        recipient=recipient.address,
        original_recipient=recipient.original,
        action=recipient.action,
        status=recipient.status,
        words=recipient.diagnostic,
        place=_place(seen, found),
        remote_mta=remote_mta,
        remote_ip=remote_ip,
        quotes=partial(_quotes, seen, recipient),
    )


_QUOTED = (("recipient", "final-recipient"), ("status", "status"), ("remote_mta", "remote-mta"))


def _quotes(seen: Seen, recipient: dsn.Recipient) -> dict[str, Quote]:
    fields = [(name, recipient.get(field)) for name, field in _QUOTED]
    fields.append(("reporting_mta", seen.report.get("reporting-mta") if seen.report else None))
    return {name: Quote.later(partial(_quoted, seen, found)) for name, found in fields if found}


def _quoted(seen: Seen, found: dsn.Field) -> Quote:
    place = _place(seen, found)
    return place.quote() if place else Quote(line=1, text="")


def _place(seen: Seen, found: dsn.Field | None) -> Place | None:
    if found is None or seen.report_text is None:
        return None
    return Place(seen.report_text, found.span.start, found.span.end)
