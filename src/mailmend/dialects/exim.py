"""Exim: its reports, and its log with failed and deferred deliveries (``**``, ``==``) and what it refused itself.

A report has the field ``X-Failed-Recipients`` and below each address its words, indented; since 4.85 also the fields of
RFC 3464 (Exim specification, chapters 49 and 53).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "exim"

_GREETING = "This message was created automatically by mail delivery software"
SIGNS = Signs(words=(_GREETING, "** ", "== ", " rejected "))

# 1rXXXX-0001-AB ** rcpt@… F=<…> R=dnslookup T=remote_smtp H=mx [192.0.2.1]: SMTP error from remote mail server …: 550 …
_DELIVERY = pattern(
    r"(?:(?P<id>\w{6}-\w{6,11}-\w{2,4}) )?(?P<action>\*\*|==) "
    r"(?P<rcpt>[^\s<>@]{1,128}@[^\s<>:]{1,255})(?: <[^<>\s]{1,320}>)?"
    # What was never routed has neither router nor host: "** rcpt@…: Unrouteable address".
    r"(?::? (?:F=<(?P<from>[^<>\s]{0,320})> )?(?:P=<[^<>\s]{0,320}> )?(?:\w=[^\s:]{1,255} ){0,4}R=[^\n]{0,300}?"
    r"(?:H=(?P<host>[^\s\[]{1,255}) \[(?P<ip>[0-9A-Fa-f:.]{3,45})\][^\n]{0,300}?)?)?: (?P<words>[^\n]{1,3000})"
)
# H=(helo) [192.0.2.1] F=<…> rejected RCPT <…>: …
_REJECT = pattern(
    r"H=(?P<name>[^\[\n]{0,300}?)\[(?P<ip>[0-9A-Fa-f:.]{3,45})\](?::\d+)?[^\n]{0,200}? F=<(?P<from>[^<>\s]{0,320})>"
    r"[^\n]{0,200}? (?P<again>temporarily )?rejected (?:RCPT|after DATA|MAIL)\s?"
    r"(?:<?(?P<rcpt>[^<>\s:]{1,320}@[^<>\s:]{1,255})>?)?:? ?(?P<words>[^\n]{0,2000})"
)
_HELO = pattern(r"\(([^()\s]{1,255})\)")
_MOST_LINES = 5_000


def claims(seen: Seen) -> Claim:
    """Lines of its log, or the sentence that its reports start with."""
    text = seen.text.value
    if says(seen, _GREETING):
        claim = claimed(seen, "the sentence that Exim starts with")
        # GMX, IONOS, Zoho and Mail.ru took the sentence over: their own signs are narrower.
        return Claim(score=claim.score - 1, why=claim.why) if claim.score else claim
    if seen.part is None and (_DELIVERY.search(text) or (" rejected " in text and _REJECT.search(text))):
        return Claim(score=60, why="lines of an Exim log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each message that failed or was refused."""
    if says(seen, _GREETING):
        yield from house(seen, NAME)
        return
    messages: dict[str, list[re.Match[str]]] = {}
    for count, line in enumerate(_DELIVERY.finditer(seen.text.value)):
        if count >= _MOST_LINES:
            break
        messages.setdefault(line["id"] or f"line {count}", []).append(line)
    for lines in messages.values():
        sender = next((line["from"] for line in lines if line["from"] is not None), None)
        told = Original() if sender is None else Original(mail_from=sender, mail_from_basis=Basis.STATED)
        yield notification(seen, NAME, tuple(_delivery(seen, line) for line in lines), told=told)
    for count, line in enumerate(_REJECT.finditer(seen.text.value)):
        if count >= _MOST_LINES:
            break
        yield _rejection(seen, line)


def _delivery(seen: Seen, line: re.Match[str]) -> DeliveryAttempt:
    return attempt(
        recipient=line["rcpt"],
        action="failed" if line["action"] == "**" else "delayed",
        # Exim writes the line ends of a reply as two characters each.
        words=line["words"].replace("\\n", "\n"),
        place=Place(seen.text, line.start("words"), line.end("words")),
        remote_mta=line["host"],
        remote_ip=canonical(line["ip"] or ""),
        quotes={"recipient": Place(seen.text, line.start("rcpt"), line.end("rcpt")).quote()},
    )


def _rejection(seen: Seen, line: re.Match[str]) -> Notification:
    """The log of the server that refused: it names the client that it saw, and the envelope."""
    place = Place(seen.text, line.start("words"), line.end("words"))
    action = "delayed" if line["again"] else "failed"
    tried = attempt(recipient=line["rcpt"], action=action, words=line["words"], place=place)
    shown = Place(seen.text, line.start("ip"), line.end("ip")).quote()
    tried = replace(tried, client_ip=canonical(line["ip"]), quotes=(*tried.quotes, ("client_ip", shown)))
    helo = _HELO.search(line["name"])
    told = Original(mail_from=line["from"], mail_from_basis=Basis.STATED, helo=helo[1] if helo else None)
    return notification(seen, NAME, (tried,), told=told)
