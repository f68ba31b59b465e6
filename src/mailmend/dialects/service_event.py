"""Events of any sending service as JSON: an object that names who failed and what was said of it.

Brevo, Elastic Email, Mailjet, Mandrill, Resend, SMTP2GO and most others name these things alike (what they document of
their webhooks, read 2026-11); services with names of their own have files of their own.

*unverified*: written from the documentation, no event of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

from mailmend.dialects.reading import Claim, Place, Seen
from mailmend.dialects.reading.events import Event, events
from mailmend.dialects.reading.events import told_by as told_by_event
from mailmend.dialects.reading.named import Named, told_by
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.model import Basis, Kind, Notification, Original
from mailmend.pattern import pattern

NAME = "service-event"
AT_MOST = 50
SIGNS = Signs(patterns=(r"\A[A-Za-z_-]{2,40}=[^&\s]*&",), forms=(Form.EVENT,))

_FORM = pattern(r"[A-Za-z_-]{2,40}=[^&\s]*(?:&[A-Za-z_-]{1,40}=[^&\s]*){1,200}")
_LONGEST_FORM = 20_000
_DEEPEST = 5
_MOST_VALUES = 300


def claims(seen: Seen) -> Claim:
    """An object that tells of a delivery."""
    if any(_named(event).kind for event in _events(seen)):
        return Claim(score=50, why="an event that names a recipient and what was said")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each event about a delivery."""
    for event in _events(seen):
        named = _named(event)
        if named.kind:
            yield _notification(seen, event, named, named.kind)


def _events(seen: Seen) -> tuple[Event, ...]:
    """The objects; or the one line of a form (``application/x-www-form-urlencoded``), in which older webhooks post."""
    line = seen.text.value.strip()
    if seen.part is None and len(line) < _LONGEST_FORM and _FORM.fullmatch(line):
        return (Event(dict(parse_qsl(line, max_num_fields=_MOST_VALUES)), Place(seen.text, 0, len(seen.text.value))),)
    return events(seen)


def _notification(seen: Seen, event: Event, named: Named, kind: Kind) -> Notification:
    told = Original(
        message_id=named.message_id,
        mail_from=named.sender,
        mail_from_basis=Basis.ASSUMED if named.sender else None,
        author=named.sender,
        subject=named.subject,
    )
    place = event.where(named.words) or event.place
    return told_by_event(seen, NAME, event, (named.attempt(place),), kind=kind, told=told, at=named.time)


def _named(event: Event) -> Named:
    return told_by(_values(event.value, _DEEPEST))


def _values(value: object, deeper: int, name: str = "") -> list[tuple[str, str]]:
    """Every text and number with the name nearest to it, the outer ones first."""
    if isinstance(value, dict):
        found = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        found = [(name, each) for each in value[:_MOST_VALUES]]
    else:
        return []
    texts = [(key, str(each)) for key, each in found if isinstance(each, str | int | float)]
    for key, each in found if deeper else ():
        texts += _values(each, deeper - 1, key)
        if len(texts) > _MOST_VALUES:
            break
    return texts[:_MOST_VALUES]
