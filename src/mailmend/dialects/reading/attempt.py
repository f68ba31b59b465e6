"""One delivery attempt from what was found: the same rules for every dialect."""

from __future__ import annotations

from dataclasses import replace

from mailmend import smtp
from mailmend.dialects.reading.words import Place, spoken, without_phase
from mailmend.model import DeliveryAttempt, RemoteReply
from mailmend.span import Quote


def attempt(
    *,
    recipient: str | None,
    words: str | None,
    place: Place | None = None,
    original_recipient: str | None = None,
    action: str | None = "failed",
    status: str | None = None,
    remote_mta: str | None = None,
    remote_ip: str | None = None,
    quotes: dict[str, Quote] | None = None,
) -> DeliveryAttempt:
    """The attempt to reach ``recipient``; ``words`` is the diagnostic text as it stands, ``place`` where it stands.

    ``status`` is what a Status field says; a generic one gives way to a code in the words.
    """
    said = spoken(words) if words else None
    if said:
        remote_mta, remote_ip = remote_mta or said.host, remote_ip or said.ip
    spoken_words = said.text if said else without_phase(words or "")
    reply, inner = _reply(spoken_words)
    far = inner or (reply if reply.code else None)
    client = smtp.client_in(far.text, remote_ip) if far else smtp.Client()
    found_status = _status(status, reply, spoken_words)
    places = _quotes(place, reply, inner, client, found_status) if place else {}
    # The field of its own is the better place, unless it was too vague to be used.
    places.update({name: quote for name, quote in (quotes or {}).items() if name != "status" or found_status == status})
    return DeliveryAttempt(
        recipient=recipient,
        original_recipient=original_recipient,
        action=action,
        status=found_status,
        reply=reply.code,
        text=reply.text or None,
        remote=RemoteReply(reply=inner.code, status=inner.status, text=inner.text) if inner else None,
        remote_mta=remote_mta,
        remote_ip=remote_ip,
        client_ip=client.ip,
        identity=client.identity,
        checked=client.checked,
        quotes=tuple(places.items()),
    )


def with_recipient(known: DeliveryAttempt, recipient: str | None) -> DeliveryAttempt:
    """The same story for another recipient."""
    return replace(known, recipient=recipient)


def _reply(words: str) -> tuple[smtp.Reply, smtp.Reply | None]:
    """The reply in ``words``: at their start, or where the first refusal stands in them."""
    reply, inner = smtp.unwrap(words)
    if reply.code is None:
        at = smtp.find_reply(words)
        if at is not None:
            found, inner = smtp.unwrap(words[at:])
            # The status may stand before the code (``5.1.1 smtp; 550 …``).
            return replace(found, status=found.status or reply.status), inner
    return reply, inner


def _status(field: str | None, reply: smtp.Reply, words: str) -> str | None:
    """RFC 3464 §2.3.4 has the Status field decide; where it says only the class, a code in the words says more.

    So does one beside ``X.4.7`` (RFC 3463 §3.5: the delivery time expired), which says only that the sender gave up.
    """
    found = reply.status or smtp.find_status(words)
    if field is None or found is None:
        return field or found
    vague = smtp.generic(field) or (field.endswith(".4.7") and found[0] == field[0])
    return found if vague and not smtp.generic(found) else field


def _quotes(
    place: Place, reply: smtp.Reply, inner: smtp.Reply | None, client: smtp.Client, status: str | None
) -> dict[str, Quote]:
    quotes = {"text": place.quote(reply.code or _beginning(reply.text), onwards=True)}
    if reply.status and reply.status == status:
        quotes["status"] = place.quote(status)
    if inner:
        quotes["remote"] = place.quote(_beginning(inner.text), onwards=True)
    if client.shown:
        quotes["client_ip"] = place.quote(client.shown)
    if client.checked:
        quotes["checked"] = place.quote(client.checked)
    return quotes


def _beginning(text: str) -> str:
    """The first words of ``text``: enough to find its line again."""
    return text[:30].rpartition(" ")[0] or text[:30]
