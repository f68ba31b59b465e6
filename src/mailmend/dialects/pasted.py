"""Text copied out of a mail window: no header, quote marks, tabs, broken lines, and only a part of the report."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend import smtp
from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.dialects.reading.failures import FAILED
from mailmend.dialects.reading.telling import telling, unquoted
from mailmend.dialects.reading.vocabulary import OF_FAILURES, OF_REPLIES
from mailmend.mail.phrases import Phrases
from mailmend.model import Notification

NAME = "pasted"
AT_MOST = 20

# What stands in Exchange's reports whatever their language; a mail that quotes one is about it.
_MACHINE = Phrases(
    r"Remote Server returned '|^Status code:\s+[45]\d\d [45]\.\d|\bLED=[45]\d\d|status=(?:bounced|deferred)",
)
_LONGEST = 20_000
# Words without a code are short; long texts are about other things.
_SHORT = 3_000


def claims(seen: Seen) -> Claim:
    """Text without a header that names an address and says that it failed; in a mail only machines' words count."""
    text = unquoted(seen.text)
    if seen.part is not None:
        return Claim(score=15, why="it quotes a report") if _MACHINE.search(text.value) else Claim(score=0)
    if smtp.find_reply(text.value[:_LONGEST]) is None and not FAILED.search(text.value[:_LONGEST]):
        return Claim(score=0)
    tried = telling(seen, text).attempts
    replied = any(each.status or (each.reply and OF_REPLIES.search(each.text or "")) for each in tried)
    if replied or (tried and OF_FAILURES.search(text.value[:_SHORT])):
        return Claim(score=20, why="an address, and what was said of it")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    told = telling(seen)
    yield notification(seen, NAME, told.attempts, returned=told.returned, told=told.told)
