"""One delivery attempt from what was found: the same rules for every dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from mailmend import smtp
from mailmend.dialects.reading.command import command_in
from mailmend.dialects.reading.words import Place, spoken, without_phase
from mailmend.model import DeliveryAttempt, RemoteReply
from mailmend.span import Quote, Quotes


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
    quotes: dict[str, Quote] | Callable[[], dict[str, Quote]] | None = None,
    before: str = "",
) -> DeliveryAttempt:
    """The attempt to reach ``recipient``; ``words`` is the diagnostic text as it stands, ``place`` where it stands.

    ``status`` is what a Status field says; a generic one gives way to a code in the words. ``before`` is what stands
    in front of the words and may tell which command was refused. ``quotes`` are the places of what is given, or what
    looks them up when somebody asks.
    """
    said = spoken(words) if words else None
    if said:
        remote_mta, remote_ip = remote_mta or said.host, remote_ip or said.ip
    spoken_words = said.text if said else without_phase(words or "")
    reply, inner = _reply(spoken_words)
    client = smtp.client_in((inner or reply).text, remote_ip) if inner or reply.code else smtp.Client()
    reply = reply if inner else _given(reply, status, spoken_words)
    found_status = _status(status, reply, spoken_words)
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
        command=command_in(before, words or "", place.text.value[place.end : place.end + _NEAR_BELOW] if place else ""),
        quotes=Quotes(partial(_quotes, place, (reply, inner), client, found_status, quotes, found_status == status)),
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
            # The status may stand before the code (``5.1.1 smtp; 550 …``), or quoted after it (``550-'5.1.1 …'``).
            quoted = smtp.find_status(words[at : at + _NEAR]) if found.status is None else None
            text = found.text.removeprefix(quoted).lstrip() if quoted else found.text
            return replace(found, status=found.status or quoted or reply.status, text=text), inner
    return reply, inner


_NEAR = 16
_NEAR_BELOW = 60


def _given(reply: smtp.Reply, field: str | None, words: str) -> smtp.Reply:
    """``reply`` where a server can have given it, else the one inside ``words`` that can, else its words alone.

    A number that no RFC gives to a reply is one of the words. So is a code of another class than the Status field's:
    RFC 2034 §4 has both begin with the same digit, so the reporter wrote it for a failure of its own, around the reply
    that it got (``554 4.4.7 Message expired <421 4.4.2 …>``), or took a refusing greeting for a passing fault.
    """
    if reply.code is None or _possible(reply.code, field):
        return reply
    at = smtp.find_reply(words, words.find(reply.code) + 1)
    if at is not None:
        inside = smtp.parse(words[at:])
        if inside.code and inside.status and _possible(inside.code, field):
            return inside
    return replace(reply, code=None, text=f"{reply.code} {reply.text}".strip())


def assigned(code: str | None) -> bool:
    """Whether servers give this code to a reply."""
    return code in _ASSIGNED


def _possible(code: str, field: str | None) -> bool:
    return code in _ASSIGNED and (field is None or field[0] == code[0])


# RFC 5321 §4.2.3, 4954 §6, 3207 §4.1, 1985 §5, 7504; 521 and 523 to 525 in the IANA registry of enhanced status codes;
# 441 (Exchange, no answer), 510 to 513 (qmail's children), 517 and 518 (Courier), 471 and 571 (filters) and a few more
# are of no RFC, but of many servers.
_ASSIGNED = frozenset(
    "211 214 220 221 235 250 251 252 253 334 354 421 422 430 432 441 450 451 452 453 454 455 456 458 459 471 500 501"
    " 502 503 504 510 511 512 513 517 518 520 521 523 524 525 530 533 534 535 538 550 551 552 553 554 555 556 557"
    " 571".split()
)


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
    place: Place | None,
    replies: tuple[smtp.Reply, smtp.Reply | None],
    client: smtp.Client,
    status: str | None,
    given: dict[str, Quote] | Callable[[], dict[str, Quote]] | None,
    used: bool,  # noqa: FBT001 - from attempt alone
) -> Iterable[tuple[str, Quote]]:
    """The places in the words, and those ``given``: of fields of their own, which are the better ones.

    Not that of a Status field that was too vague to be ``used``.
    """
    quotes = _spoken_quotes(place, *replies, client, status) if place else {}
    own = given() if callable(given) else given or {}
    quotes |= {name: quote for name, quote in own.items() if used or name != "status"}
    return quotes.items()


def _spoken_quotes(
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
