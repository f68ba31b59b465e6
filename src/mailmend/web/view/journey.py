"""The way of the message as a picture: from the sender by whom it passed to where it was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailmend.frozen import frozen
from mailmend.model import Diagnosis, Evidence, Owner
from mailmend.render.answer import leading
from mailmend.web.view import shown
from mailmend.web.words import Speech

# The picture is as wide as its page; the places share it.
WIDTH, GAP = 800, 40
_PADDING = 30
# Widths of a character of the names and of the notes, in the widest of the usual system fonts.
_NAME, _NOTE = 9.6, 7.9
_MICROSOFT = ("regular", "high-risk", "relay", "relay-high-risk", "consumer", "acs")
_BLAMED = {
    Owner.SENDER_ADMIN: "sender",
    Owner.SENDER_USER: "sender",
    Owner.SENDING_SERVICE: "service",
    Owner.FORWARDER: "forwarder",
    Owner.RECIPIENT_ADMIN: "receiver",
    Owner.DNS_HOST: "sender",
}


@frozen
class Stop:
    """One place on the way. ``kind`` names its picture, ``note`` stands below its name, ``blamed`` must act."""

    kind: str
    role: str
    name: str
    note: str = ""
    blamed: bool = False
    x: int = 0
    width: int = 0

    @property
    def short(self) -> str:
        """The name as it fits into the picture; the list beside it has the whole."""
        return _cut(self.name, (self.width - _PADDING) / _NAME)

    @property
    def short_note(self) -> str:
        """The note as it fits into the picture."""
        return _cut(self.note, (self.width - _PADDING) / _NOTE)


@frozen
class Journey:
    """The stops in order; ``refused`` is what the last one said."""

    stops: tuple[Stop, ...]
    refused: str
    ended: str
    width: int


def journey(found: Diagnosis, speech: Speech) -> Journey | None:
    """The journey of the message; None where hardly anything of it is known."""
    seen = found.evidence
    lead = leading(found)
    blamed = _BLAMED.get(lead.owner, "") if lead else ""
    stops = list(_stops(found, speech))
    if len(stops) < 2 or not seen.bounce.attempts:
        return None
    kinds = {stop.kind for stop in stops}
    if blamed not in kinds:
        blamed = "sender" if blamed == "service" and "sender" in kinds else blamed
    width = (WIDTH - GAP * (len(stops) - 1)) // len(stops)
    placed = tuple(
        replace(stop, blamed=stop.kind == blamed, x=number * (width + GAP), width=width)
        for number, stop in enumerate(stops)
    )
    ended = "delayed" if seen.bounce.kind == "delayed" else "refused"
    return Journey(stops=placed, refused=_code(seen), ended=ended, width=WIDTH)


def _stops(found: Diagnosis, speech: Speech) -> Iterator[Stop]:
    seen = found.evidence
    who = seen.identities
    domain = who.spf_domain or who.author_domain
    if domain:
        yield Stop(kind="sender", role=speech.t("journey.sender"), name=shown.line(domain), note=_sender_note(seen))
    yield from _carriers(found, speech)
    attempt = seen.attempt
    receiver = attempt.remote_mta or (attempt.recipient or "").rpartition("@")[2]
    if receiver:
        recipient = (attempt.recipient or "").rpartition("@")[2]
        note = recipient if recipient.lower() != receiver.lower() else ""
        yield Stop(kind="receiver", role=speech.t("journey.receiver"), name=shown.line(receiver), note=shown.line(note))


def _carriers(found: Diagnosis, speech: Speech) -> Iterator[Stop]:
    """Whoever stands between the sender and the receiver, and the address that the receiver saw."""
    seen = found.evidence
    client = seen.client
    ip = client.ip if client else seen.identities.client_ip or ""
    forwarder = next(
        (
            str(value)
            for f in found.causes
            if f.owner is Owner.FORWARDER
            for key, value in f.params
            if key == "forwarder"
        ),
        "",
    )
    if forwarder:
        yield Stop(kind="forwarder", role=speech.t("journey.forwarder"), name=shown.line(forwarder), note=ip)
    elif seen.pool.name in _MICROSOFT:
        pool = speech.t(f"pool.{seen.pool.name}")
        yield Stop(kind="service", role=speech.t("journey.service"), name="Microsoft 365", note=_two(pool, ip))
    elif client is not None:
        service = next((s.name for s in client.services if s.contains_client), "")
        names = client.names.names if client.names else ()
        name = service or client.own_name or next(iter(names), "").rstrip(".") or ip
        role = speech.t("journey.service") if service else speech.t("journey.server")
        yield Stop(
            kind="service" if service else "server", role=role, name=shown.line(name), note=ip if ip != name else ""
        )
    elif ip:
        yield Stop(kind="server", role=speech.t("journey.server"), name=ip)


def _sender_note(seen: Evidence) -> str:
    local = (seen.identities.mail_from or "").rpartition("@")[0]
    return shown.line(seen.identities.mail_from) if local else ""


def _code(seen: Evidence) -> str:
    attempt = seen.attempt
    remote = attempt.remote
    reply = (remote.reply if remote else None) or attempt.reply
    status = attempt.status or (remote.status if remote else None)
    return " ".join(part for part in (reply, status) if part)


def _two(one: str, two: str) -> str:
    return f"{one} · {two}" if one and two else one or two


def _cut(text: str, most: float) -> str:
    return text if len(text) <= most else text[: int(most) - 1] + "…"
