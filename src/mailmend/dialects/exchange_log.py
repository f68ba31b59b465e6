"""Exchange Server's logs as CSV: the protocol log of its SMTP sessions, and the message tracking log.

Both name their columns in a line ``#Fields:`` (learn.microsoft.com, "Protocol logging" and "Message tracking" in
Exchange Server, read 2026-11). *unverified*: written from the documentation, no log of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES, lines, row, time
from mailmend.dialects.reading.signs import Signs
from mailmend.frozen import frozen
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "exchange-log"
SIGNS = Signs(words=("#Fields:",))

_FIELDS = pattern(r"^\"?#Fields:[ \t]*([^\n]{10,2000})$", re.MULTILINE)
_REPLY = pattern(r"(?P<code>[2-5]\d\d)(?P<more>[ -]|\Z)")
_ENDPOINT = pattern(r"\[?([0-9A-Fa-f:.]{3,45}?)\]?:\d{1,5}\Z")
_EVENTS = {"FAIL": "failed", "DEFER": "delayed", "BADMAIL": "failed"}


def claims(seen: Seen) -> Claim:
    """The line that names the columns."""
    columns = _columns(seen)
    if {"session-id", "event", "data"} <= columns.keys() or {"event-id", "recipient-address"} <= columns.keys():
        return Claim(score=64, why="a log of Exchange Server")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each session or message in which something was refused."""
    columns = _columns(seen)
    rows = [(at, line, row(line)) for at, line in lines(seen.text) if line and not line.lstrip('"').startswith("#")]
    known = [
        _Row(at, line, {name: cells[place] for name, place in columns.items()})
        for at, line, cells in rows
        if len(cells) > max(columns.values())
    ]
    yield from _sessions(seen, known) if "session-id" in columns else _tracked(seen, known)


@frozen(kw_only=False)
class _Row:
    start: int
    line: str
    cells: dict[str, str]

    def place(self, seen: Seen) -> Place:
        return Place(seen.text, self.start, self.start + len(self.line))


@dataclass(slots=True)
class _Session:
    """What was said in one session: the commands that wait for a reply, and the envelope so far."""

    first: _Row
    waiting: list[tuple[str, str | None]] = field(default_factory=list)
    sender: str | None = None
    helo: str | None = None
    accepted: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    refused: list[DeliveryAttempt] = field(default_factory=list)


def _columns(seen: Seen) -> dict[str, int]:
    if seen.part is not None or "#Fields:" not in seen.text.value[:20_000]:
        return {}
    named = _FIELDS.search(seen.text.value[:20_000])
    return {name.strip().lower(): place for place, name in enumerate(row(named[1]))} if named else {}


def _sessions(seen: Seen, rows: list[_Row]) -> Iterator[Notification]:
    """RFC 5321 §4.1.1, RFC 2920: commands may be sent ahead; each reply answers the oldest that waits."""
    ours = "receive protocol log" in seen.text.value[:2_000].lower()
    sessions: dict[str, _Session] = {}
    for each in rows:
        session = sessions.setdefault(each.cells["session-id"], _Session(each))
        event, said = each.cells["event"], each.cells["data"]
        if event == ("<" if ours else ">"):
            _command(session, said)
        elif event == (">" if ours else "<"):
            _reply(seen, session, each, said, ours=ours)
    for session in list(sessions.values())[:MOST_LINES]:
        if session.refused:
            known = session.sender is not None
            told = Original(
                mail_from=session.sender,
                mail_from_basis=Basis.STATED if known else None,
                helo=session.helo if ours else None,
            )
            yield notification(seen, NAME, session.refused, told=told, date=time(session.first.line))


def _command(session: _Session, said: str) -> None:
    verb = said[:4].upper()
    if session.begun:
        # The log holds no more of that reply; the client had its end.
        session.begun = []
        session.waiting = session.waiting[1:]
    found = addresses(said.partition(":")[2].partition(">")[0]) if ":" in said else ()
    if verb == "MAIL":
        session.sender, session.accepted = found[0] if found else "", []
    elif verb in ("EHLO", "HELO"):
        session.helo = said[5:].strip() or None
    session.waiting.append((verb, found[0] if found else None))


def _reply(seen: Seen, session: _Session, each: _Row, said: str, *, ours: bool) -> None:
    reply = _REPLY.match(said)
    if reply is None:
        return
    session.begun.append(said)
    if reply["more"] == "-":
        return
    words, session.begun = "\n".join(session.begun), []
    verb, recipient = session.waiting.pop(0) if session.waiting else ("", None)
    if reply["code"][0] in "45":
        about: list[str | None] = [recipient] if verb == "RCPT" else [*session.accepted] or [None]
        session.refused += [_refused(seen, each, words, who, ours=ours) for who in about]
    elif verb == "RCPT" and recipient:
        session.accepted.append(recipient)


def _refused(seen: Seen, each: _Row, words: str, recipient: str | None, *, ours: bool) -> DeliveryAttempt:
    place = each.place(seen)
    found = _ENDPOINT.match(each.cells.get("remote-endpoint", ""))
    ip = canonical(found[1]) if found else None
    tried = attempt(
        recipient=recipient,
        action="delayed" if words.startswith("4") else "failed",
        words=words,
        place=place,
        remote_ip=None if ours else ip,
        quotes={"recipient": place.quote(recipient)} if recipient and recipient in each.line else {},
    )
    if ours and ip:
        return replace(tried, client_ip=ip, quotes=(*tried.quotes, ("client_ip", place.quote(ip))))
    return tried


def _tracked(seen: Seen, rows: list[_Row]) -> Iterator[Notification]:
    """Message tracking: one line an event; several recipients stand beside each other, their replies too."""
    for each in [found for found in rows if found.cells["event-id"].upper() in _EVENTS][:MOST_LINES]:
        place = each.place(seen)
        replies = [said.strip(" '") for said in each.cells.get("recipient-status", "").split("';'")]
        attempts = []
        for index, recipient in enumerate(addresses(each.cells["recipient-address"].replace(";", ","))[:100]):
            words = replies[min(index, len(replies) - 1)]
            tried = attempt(
                recipient=recipient,
                action=_EVENTS[each.cells["event-id"].upper()],
                words=words or None,
                place=place,
                quotes={"recipient": place.quote(recipient)},
            )
            attempts.append(tried)
        path = each.cells.get("return-path", "")
        told = Original(
            message_id=each.cells.get("message-id") or None,
            mail_from="" if path == "<>" else path or None,
            mail_from_basis=Basis.STATED if path else None,
            author=each.cells.get("sender-address") or None,
            subject=each.cells.get("message-subject") or None,
        )
        yield notification(seen, NAME, attempts, told=told, date=time(each.line))
