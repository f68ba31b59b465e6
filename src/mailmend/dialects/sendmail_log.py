"""sendmail's log: deliveries (``to=``, ``stat=``), and what its rule sets and milters refused (``reject=``).

sendmail.org, Sendmail Installation and Operation Guide, §2.1.2 "Log levels and format" (read 2026-11). *unverified*:
written from the documentation, no log of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES, time
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "sendmail-log"
SIGNS = Signs(words=(", stat=", ", reject="))

_QUEUE = r"(?P<queue>[A-Za-z0-9]{8,20}): "
_RELAY = r"relay=(?P<relay>[^,\n]{1,300})"
_DELIVERY = pattern(
    rf"{_QUEUE}to=(?P<to>[^\n]{{1,4000}}?), (?:ctladdr=[^\n,]{{1,400}}, )?delay=[^\n]{{0,300}}?"
    rf"(?:{_RELAY}, )?(?:dsn=(?P<status>[245]\.\d{{1,3}}\.\d{{1,3}}), )?(?:reply=(?P<reply>[^\n]{{1,2000}}?), )?"
    r"stat=(?P<words>[^\n]{1,2000})"
)
_REJECT = pattern(
    rf"{_QUEUE}(?:ruleset=(?P<set>\w{{1,40}})(?:, arg1=(?P<who>[^\n]{{0,400}}?))?(?:, arg2=[^\n,]{{0,300}})?"
    rf"(?:, {_RELAY})?|Milter:? [^\n]{{0,300}}?), reject=(?P<words>[^\n]{{1,2000}})"
)
_FROM = pattern(r"\b([A-Za-z0-9]{8,20}): from=<?([^<>\s,]{0,320})>?, size=(?:[^\n]{0,300}?msgid=(<[^<>\s]{1,900}>))?")
_HOST = pattern(r"([^\s\[\]]{1,255}?)\.?(?: \[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\])")
_SENT, _DEFERRED, _QUEUED = ("Sent", "Deferred", "queued")


def claims(seen: Seen) -> Claim:
    """Lines with its fields."""
    text = seen.text.value
    if seen.part is None and (
        (", stat=" in text and _DELIVERY.search(text)) or (", reject=" in text and _REJECT.search(text))
    ):
        return Claim(score=60, why="lines of a sendmail log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each message, and one for each refusal."""
    senders = {queue: (sender, message_id) for queue, sender, message_id in _FROM.findall(seen.text.value)}
    messages: dict[str, list[re.Match[str]]] = {}
    for count, line in enumerate(_DELIVERY.finditer(seen.text.value)):
        if count >= MOST_LINES:
            break
        if not line["words"].startswith(_QUEUED):
            messages.setdefault(line["queue"], []).append(line)
    for queue, found in messages.items():
        attempts = tuple(tried for line in found for tried in _delivery(seen, line))
        yield notification(seen, NAME, attempts, told=_original(senders.get(queue)), date=_date(seen, found[0]))
    for count, line in enumerate(_REJECT.finditer(seen.text.value)):
        if count >= MOST_LINES:
            break
        yield _rejection(seen, line, senders.get(line["queue"]))


def _delivery(seen: Seen, line: re.Match[str]) -> Iterator[DeliveryAttempt]:
    said = line["words"]
    action = "delivered" if said.startswith(_SENT) else "delayed" if said.startswith(_DEFERRED) else "failed"
    group = "reply" if line["reply"] else "words"
    words = line[group].removeprefix("Deferred: ").removeprefix("Deferred")
    start = line.end(group) - len(words)
    host = _HOST.match(line["relay"] or "")
    for recipient in addresses(line["to"])[:100]:
        at = seen.text.value.find(recipient, line.start("to"), line.end("to"))
        yield attempt(
            recipient=recipient,
            action=action,
            status=line["status"],
            words=words or None,
            place=Place(seen.text, start, line.end(group)),
            remote_mta=host[1] if host else None,
            remote_ip=canonical(host[2]) if host else None,
            quotes={"recipient": Place(seen.text, max(at, line.start("to")), line.end("to")).quote(recipient)},
        )


def _rejection(seen: Seen, line: re.Match[str], queued: tuple[str, str] | None) -> Notification:
    """The log of the server that refused: it names the client that it saw."""
    host = _HOST.match(line["relay"] or "")
    who = addresses(line["who"] or "")
    place = Place(seen.text, line.start("words"), line.end("words"))
    tried = attempt(
        recipient=who[0] if who and line["set"] == "check_rcpt" else None,
        action="delayed" if line["words"].startswith("4") else "failed",
        words=line["words"],
        place=place,
    )
    if host:
        shown = Place(seen.text, line.start("relay"), line.end("relay")).quote(host[2])
        tried = replace(tried, client_ip=canonical(host[2]), quotes=(*tried.quotes, ("client_ip", shown)))
    sender = (who[0], "") if who and line["set"] == "check_mail" else queued
    return notification(seen, NAME, (tried,), told=_original(sender), date=_date(seen, line))


def _original(queued: tuple[str, str] | None) -> Original:
    if queued is None:
        return Original()
    return Original(mail_from=queued[0], mail_from_basis=Basis.STATED, message_id=queued[1] or None)


def _date(seen: Seen, line: re.Match[str]) -> datetime | None:
    start = seen.text.value.rfind("\n", 0, line.start()) + 1
    return time(seen.text.value[start : line.start()])
