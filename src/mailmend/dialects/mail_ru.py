"""Mail.ru: Exim's words, from ``mailer-daemon@corp.mail.ru``, sometimes in Russian; nothing else differs."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "mail-ru"
SIGNS = Signs(servers=("mail.ru",), words=("Это письмо создано автоматически",))


def claims(seen: Seen) -> Claim:
    """A server of theirs reports, or their own sentence stands there."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Mail.ru reports")
    if says(seen, *SIGNS.words):
        return claimed(seen, "its words in Russian")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
