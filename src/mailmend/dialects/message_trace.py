"""Exchange's message trace: ``Reason: [{LED=550 5.7.23 …};{MSG=};{FQDN=mx};{IP=192.0.2.1};{LRT=…}]``.

LED is the last error's text, FQDN and IP the server that gave it, LRT the last retry:
learn.microsoft.com, message trace in the Exchange admin center (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.failures import ADDRESS
from mailmend.dialects.reading.telling import unquoted
from mailmend.model import Notification, Original
from mailmend.smtp.client import canonical

NAME = "message-trace"

_LAST_ERROR = re.compile(r"\{\s?LED=\s?(?P<words>[45]\d\d[^{}]{1,3000})\}")
_HOST = re.compile(r"\{\s?FQDN=([^{}\s]{1,255})\}")
_IP = re.compile(r"\{\s?IP=([0-9A-Fa-f:.]{3,45})\}")
_RECIPIENT = re.compile(rf"(?:recipient(?:[ _]?address)?|to)\W{{1,6}}({ADDRESS})", re.IGNORECASE)
_SENDER = re.compile(rf"(?:sender(?:[ _]?address)?|from)\W{{1,6}}({ADDRESS})", re.IGNORECASE)
_ANY = re.compile(ADDRESS)
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
    for index, error in enumerate(found):
        before = text.value[max(found[index - 1].end() if index else 0, error.start() - _AROUND) : error.start()]
        next_one = found[index + 1].start() if index + 1 < len(found) else len(text.value)
        after = text.value[error.end() : min(next_one, error.end() + _AROUND)]
        host, ip = _HOST.search(after), _IP.search(after)
        place = Place(text, error.start("words"), error.end("words"))
        tried = attempt(
            recipient=_recipient(before, after, error["words"]),
            words=error["words"],
            place=place,
            remote_mta=host[1] if host else None,
            remote_ip=canonical(ip[1]) if ip else None,
        )
        sender = _SENDER.search(before)
        yield notification(seen, NAME, (tried,), told=Original(author=sender[1] if sender else None))


def _recipient(before: str, after: str, words: str) -> str | None:
    """Named as such, else the last address before the error, else the one in the reply, else the first after it."""
    named = list(_RECIPIENT.finditer(before))
    if named:
        return named[-1][1]
    sender = _SENDER.search(before)
    others = [address for address in _ANY.findall(before) if not sender or address != sender[1]]
    inside = _ANY.findall(words) or _ANY.findall(after)
    return others[-1] if others else inside[0] if inside else None
