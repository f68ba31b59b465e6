"""The message that came back, from all places that tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from mailmend.dialects.reading.seen import Seen
from mailmend.dialects.reading.words import Place
from mailmend.mail import HeaderField, addresses
from mailmend.mail.fields import all_of, first
from mailmend.model import Basis, DeliveryAttempt, Original
from mailmend.pattern import pattern
from mailmend.span import Quote

_ENVELOPE_FROM = pattern(r"envelope-from[= ]\"?<?([^\s<>\";,()]{1,320})", re.IGNORECASE)
_ID = pattern(r"<[^<>\s]{1,900}>")
_HELO = pattern(r"\bhelo=\"?([A-Za-z0-9._\[\]:-]{1,255})", re.IGNORECASE)
# draft-levine-smtp-batv: the tag before the address proves who sent it and is no part of the address.
_BATV = pattern(r"(?:prvs=[0-9A-Za-z]{10}=|btv1==[0-9A-Za-z]{12}==|msprvs1=[^=]{1,40}=)(.+)\Z", re.IGNORECASE)


def original(
    seen: Seen,
    attempts: Iterable[DeliveryAttempt] = (),
    returned: tuple[HeaderField, ...] | None = None,
    told: Original | None = None,
) -> Original:
    """The original message; ``told`` is what the words for people say, and fills what the fields leave open."""
    fields = seen.returned if returned is None else returned
    told = told or Original()
    author, author_quote = _address(fields, "From")
    author = author or told.author
    mail_from, basis, quote = _mail_from(seen, tuple(attempts), fields, told, author)
    quotes = dict(told.quotes)
    if quote:
        quotes["mail_from"] = quote
    if author_quote:
        quotes["author"] = author_quote
    return Original(
        message_id=_value(fields, "Message-ID") or told.message_id or _reference(seen),
        mail_from=mail_from,
        mail_from_basis=basis,
        author=author,
        subject=_value(fields, "Subject") or told.subject,
        date=_value(fields, "Date") or told.date,
        helo=told.helo or _helo(fields),
        headers=fields or told.headers,
        quotes=tuple(quotes.items()),
    )


def _mail_from(
    seen: Seen,
    attempts: tuple[DeliveryAttempt, ...],
    fields: tuple[HeaderField, ...],
    told: Original,
    author: str | None,
) -> tuple[str | None, Basis | None, Quote | None]:
    """The reverse-path, the most direct statement first; what is only likely is marked as assumed."""
    for tried in attempts:
        if tried.identity == "mfrom" and tried.checked and "@" in tried.checked:
            return tried.checked, Basis.STATED, tried.quote("checked", "client_ip")
    sender = seen.report.get("x-postfix-sender") if seen.report else None
    if sender and seen.report_text and (found := addresses(sender.typed)):
        place = Place(seen.report_text, sender.span.start, sender.span.end)
        # postconf(5), empty_address_recipient: how Postfix spells the null reverse-path in a report to its postmaster.
        null = found[0].upper().startswith("MAILER-DAEMON@")
        return "" if null else found[0], Basis.STATED, place.quote(found[0])
    # RFC 5321 §4.4: the last server writes the reverse-path into Return-Path; "<>" is a statement too.
    path = first(fields, "Return-Path")
    if path and (found := addresses(path.value)):
        return found[0], Basis.STATED, _quote(path)
    if told.mail_from is not None:
        return told.mail_from, told.mail_from_basis, dict(told.quotes).get("mail_from")
    for name in ("Received-SPF", "Received", "Authentication-Results"):
        for trace in all_of(fields, name):
            envelope = _ENVELOPE_FROM.search(trace.value)
            if envelope and "@" in envelope[1]:
                return envelope[1], Basis.STATED, _quote(trace)
    if path and path.value.strip() == "<>":
        return "", Basis.STATED, _quote(path)
    return _likely(seen, author)


def _likely(seen: Seen, author: str | None) -> tuple[str | None, Basis | None, Quote | None]:
    """RFC 3464 §2: a notification goes to the reverse-path of the message; where it goes is likely that address."""
    to = first(seen.headers, "To")
    found = addresses(to.value) if to and seen.report else ()
    if found and author and found[0].lower() != author.lower():
        tagged = _BATV.match(found[0])
        if tagged:
            return tagged[1], Basis.DECODED, _quote(to) if to else None
        return found[0], Basis.ASSUMED, _quote(to) if to else None
    if author:
        return author, Basis.ASSUMED, None
    return (found[0], Basis.ASSUMED, _quote(to) if to else None) if found else (None, None, None)


def _reference(seen: Seen) -> str | None:
    """A notification answers the message that it is about (RFC 5322 §3.6.4)."""
    said = seen.value("In-Reply-To")
    found = _ID.search(said) if said else None
    return found[0] if found else None


def _helo(fields: tuple[HeaderField, ...]) -> str | None:
    for trace in all_of(fields, "Received-SPF"):
        found = _HELO.search(trace.value)
        if found:
            return found[1]
    return None


def _address(fields: tuple[HeaderField, ...], name: str) -> tuple[str | None, Quote | None]:
    for found in all_of(fields, name):
        known = addresses(found.value)
        if known:
            return known[0], _quote(found)
    return None, None


def _value(fields: tuple[HeaderField, ...], name: str) -> str | None:
    found = first(fields, name)
    return found.value or None if found else None


def _quote(found: HeaderField) -> Quote:
    return Quote.later(partial(_quoted, found))


def _quoted(found: HeaderField) -> Quote:
    return Quote(line=found.line, text=f"{found.name}: {found.value}"[:400], start=len(found.name) + 2, end=400)
