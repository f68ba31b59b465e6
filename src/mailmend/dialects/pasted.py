"""Text copied out of a mail window: no header, quote marks, tabs, broken lines, and only a part of the report."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend import smtp
from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.dialects.reading.failures import FAILED
from mailmend.dialects.reading.telling import telling, unquoted
from mailmend.mail.phrases import Phrases
from mailmend.model import Notification

NAME = "pasted"
AT_MOST = 20

# What stands in Exchange's reports whatever their language; a mail that quotes one is about it.
_MACHINE = Phrases(
    r"Remote Server returned '|^Status code:\s+[45]\d\d [45]\.\d|\bLED=[45]\d\d|status=(?:bounced|deferred)",
)


def claims(seen: Seen) -> Claim:
    """Text without a header that names an address and says that it failed; in a mail only machines' words count."""
    text = unquoted(seen.text)
    if seen.part is not None:
        return Claim(score=15, why="it quotes a report") if _MACHINE.search(text.value) else Claim(score=0)
    reply = smtp.find_reply(text.value[:20_000])
    if not (reply is not None or FAILED.search(text.value[:20_000])):
        return Claim(score=0)
    if telling(seen, text).attempts:
        return Claim(score=20, why="an address, and what was said of it")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    told = telling(seen)
    yield notification(seen, NAME, told.attempts, returned=told.returned, told=told.told)
