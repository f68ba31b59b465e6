"""Exchange's message trace: ``Reason: [{LED=550 5.7.23 …};{MSG=};{FQDN=mx};{IP=192.0.2.1};{LRT=…}]``.

LED is the last error's text, FQDN and IP the server that gave it, LRT the last retry:
learn.microsoft.com, message trace in the Exchange admin center (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.failures import ADDRESS
from mailmend.dialects.reading.logs import row
from mailmend.dialects.reading.signs import Signs
from mailmend.dialects.reading.telling import unquoted
from mailmend.model import Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "message-trace"
SIGNS = Signs(words=("LED=",))

_LAST_ERROR = pattern(r"\{\s?LED=\s?(?P<words>[45]\d\d[^{}]{1,3000})\}")
_HOST = pattern(r"\{\s?FQDN=([^{}\s]{1,255})\}")
_IP = pattern(r"\{\s?IP=([0-9A-Fa-f:.]{3,45})\}")
_RECIPIENT = pattern(rf"(?:recipient(?:[ _]?address)?|to)\W{{1,6}}({ADDRESS})", re.IGNORECASE)
_SENDER = pattern(rf"(?:sender(?:[ _]?address)?|from)\W{{1,6}}({ADDRESS})", re.IGNORECASE)
_ANY = pattern(ADDRESS)
# The event stands before its reason: "Defer" is tried again, "Fail" is the end even where the last error was passing.
_FAILED = pattern(r"\bfail(?:ed|ure)?\b", re.IGNORECASE)
_EVENT = 500
_AROUND = 2_000
_MOST = 2_000


def claims(seen: Seen) -> Claim:
    """The key that only a trace has."""
    if _LAST_ERROR.search(unquoted(seen.text).value):
        return Claim(score=65, why="the last error of a message trace")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each last error."""
    text = unquoted(seen.text)
    found = list(_LAST_ERROR.finditer(text.value))[:_MOST]
    columns = _columns(text.value)
    for index, error in enumerate(found):
        before = text.value[max(found[index - 1].end() if index else 0, error.start() - _AROUND) : error.start()]
        next_one = found[index + 1].start() if index + 1 < len(found) else len(text.value)
        after = text.value[error.end() : min(next_one, error.end() + _AROUND)]
        host, ip = _HOST.search(after), _IP.search(after)
        place = Place(text, error.start("words"), error.end("words"))
        cells = _cells(text.value, error.start(), columns)
        sender = cells.get("sender") or _named(_SENDER, before, after)
        tried = attempt(
            recipient=cells.get("recipient") or _recipient(before, after, error["words"], sender),
            action="delayed" if error["words"].startswith("4") and not _FAILED.search(before[-_EVENT:]) else "failed",
            words=error["words"],
            place=place,
            remote_mta=host[1] if host else None,
            remote_ip=canonical(ip[1]) if ip else None,
        )
        told = Original(author=sender, message_id=cells.get("message_id"), subject=cells.get("subject"))
        yield notification(seen, NAME, (tried,), told=told)


def _recipient(before: str, after: str, words: str, sender: str | None) -> str | None:
    """Named as such, else the last address before the error, else the one in the reply, else the first after it."""
    if not any("@" in text for text in (before, words, after)):
        return None
    named = _named(_RECIPIENT, before, after)
    if named:
        return named
    others = [address for address in _ANY.findall(before) if address != sender]
    inside = _ANY.findall(words) or [address for address in _ANY.findall(after) if address != sender]
    return others[-1] if others else inside[0] if inside else None


def _named(label: re.Pattern[str], before: str, after: str) -> str | None:
    """The address with this label nearest to the error; what stands before it comes first."""
    found = list(label.finditer(before)) if "@" in before else ()
    later = label.search(after) if "@" in after else None
    return found[-1][1] if found else later[1] if later else None


def _columns(value: str) -> list[str]:
    """An exported trace is CSV whose first line names the columns; a downloaded one spells them ``sender_address``."""
    head = value[:2_000].lstrip("\ufeff").partition("\n")[0]
    return [name.strip().lower().replace(" ", "_") for name in row(head)]


def _cells(value: str, at: int, columns: list[str]) -> dict[str, str]:
    """What the line around ``at`` has in the ``columns`` that matter."""
    start = value.rfind("\n", 0, at) + 1
    end = value.find("\n", at)
    cells = row(value[start : len(value) if end < 0 else end]) if len(columns) > 2 else []
    if len(cells) < len(columns):
        return {}
    known = {name.replace("_", ""): cell.strip() for name, cell in zip(columns, cells, strict=False)}
    found = {
        "sender": known.get("senderaddress") or known.get("sender"),
        "recipient": known.get("recipientaddress") or known.get("recipient"),
        "message_id": known.get("messageid"),
        "subject": known.get("messagesubject") or known.get("subject"),
    }
    return {name: said for name, said in found.items() if said}
