"""DragonFly's mail agent dma(8): the queue's host, the recipient in a sentence, and a reply on a line of its own.

``mx.example.net [192.0.2.1] did not like our RCPT TO:`` names the command that was refused and who refused it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "dragonfly"
SIGNS = Signs(words=("This is the DragonFly Mail Agent",))


def claims(seen: Seen) -> Claim:
    """Its own sentence."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the sentence that dma(8) starts with")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
