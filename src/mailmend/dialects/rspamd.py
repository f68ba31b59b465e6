"""Rspamd's log: one line a message, with the action that the mail server was told to take.

docs.rspamd.com, "Rspamd logging", log format (read 2026-11): ``id``, ``qid``, ``ip``, ``from``, the action with its
score and the symbols that made it, ``rcpts``, and ``forced`` where one module decided alone. *unverified*: written from
the documentation, no log of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES, time
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "rspamd"
SIGNS = Signs(words=("rcpts: ",))

_LINE = pattern(
    r"id: <(?P<id>[^<>\n]{0,900})>,[^\n]{0,300}? ip: (?P<ip>[0-9A-Fa-f:.]{3,45})[^\n]{0,300}? "
    r"from: <(?P<from>[^<>\n]{0,320})>[^\n]{0,200}?\(\w{1,60}: [TFS] \((?P<action>reject|soft reject|greylist)\): "
    r"(?P<words>\[[^\]\n]{1,40}\] \[[^\n]{0,6000}?\])\)(?P<rest>[^\n]{0,4000})"
)
_RCPTS = pattern(r"\brcpts: ((?:<[^<>\s]{1,320}>,?){1,200})")
_FORCED = pattern(r"\bforced: [\w ]{1,30} \"([^\"\n]{1,500})\"")


def claims(seen: Seen) -> Claim:
    """A line with its fields and an action that refuses."""
    if seen.part is None and "rcpts: " in seen.text.value and _LINE.search(seen.text.value):
        return Claim(score=62, why="lines of an Rspamd log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each message that was refused or put off."""
    for count, line in enumerate(_LINE.finditer(seen.text.value)):
        if count >= MOST_LINES:
            return
        told = Original(
            message_id=f"<{line['id']}>" if "@" in line["id"] else None,
            mail_from=line["from"],
            mail_from_basis=Basis.STATED,
            quotes=(("mail_from", Place(seen.text, line.start("from"), line.end("from")).quote()),),
        )
        start = seen.text.value.rfind("\n", 0, line.start()) + 1
        date = time(seen.text.value[start : line.start()])
        yield notification(seen, NAME, tuple(_attempts(seen, line)), told=told, date=date)


def _attempts(seen: Seen, line: re.Match[str]) -> Iterator[DeliveryAttempt]:
    """One for each recipient. The words are those that the client was told, else the symbols that decided."""
    forced = _FORCED.search(seen.text.value, line.start("rest"), line.end("rest"))
    start, end = forced.span(1) if forced else line.span("words")
    listed = _RCPTS.search(seen.text.value, line.start("rest"), line.end("rest"))
    shown = Place(seen.text, line.start("ip"), line.end("ip")).quote()
    for recipient in addresses(listed[1]) if listed else (None,):
        tried = attempt(
            recipient=recipient,
            action="failed" if line["action"] == "reject" else "delayed",
            words=seen.text.value[start:end],
            place=Place(seen.text, start, end),
            quotes={"recipient": Place(seen.text, *listed.span(1)).quote(recipient)} if listed else {},
        )
        yield replace(tried, client_ip=canonical(line["ip"]), quotes=(*tried.quotes, ("client_ip", shown)))
