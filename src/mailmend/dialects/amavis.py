"""amavis's log: ``Blocked SPAM {RejectedInbound}, [192.0.2.1]:4711 <from> -> <to>, … Hits: 12.3``, one line a message.

amavis.org, amavisd-new's release notes, "log entries" (read 2026-11). *unverified*: written from the documentation, no
log of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import addresses
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "amavis"
SIGNS = Signs(words=(" Blocked ",))

_BLOCKED = pattern(
    r"\([\w-]{3,40}\) (?P<words>Blocked (?!CLEAN)[A-Z][A-Z-]{2,20}(?: \([^()\n]{1,300}\))?)(?: \{[^{}\n]{0,200}\})?,"
    r"[^\n<]{0,200}?(?:\[(?P<ip>[0-9A-Fa-f:.]{3,45})\](?::\d{1,5})?[^\n<]{0,200})? "
    r"<(?P<from>[^<>\s]{0,320})> -> (?P<to><[^\n]{1,4000}?>), "
)


def claims(seen: Seen) -> Claim:
    """A line on a message that it blocked."""
    if seen.part is None and _BLOCKED.search(seen.text.value):
        return Claim(score=60, why="lines of amavis's log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each message that was blocked."""
    for line in islice(_BLOCKED.finditer(seen.text.value), MOST_LINES):
        told = Original(mail_from=line["from"], mail_from_basis=Basis.STATED)
        yield notification(seen, NAME, tuple(_attempts(seen, line)), told=told)


def _attempts(seen: Seen, line: re.Match[str]) -> Iterator[DeliveryAttempt]:
    place = Place(seen.text, line.start(), line.end())
    for recipient in addresses(line["to"])[:100]:
        quotes = {"recipient": place.quote(recipient)}
        tried = attempt(recipient=recipient, words=line["words"], place=place, quotes=quotes)
        ip = canonical(line["ip"] or "")
        yield replace(tried, client_ip=ip, quotes=(*tried.quotes, ("client_ip", place.quote(ip)))) if ip else tried
