"""What the dialects share: the input as it was seen, and how an attempt and the original are put together."""

from __future__ import annotations

from mailmend.dialects.reading.attempt import attempt, with_recipient
from mailmend.dialects.reading.notification import kind_of, notification
from mailmend.dialects.reading.original import original
from mailmend.dialects.reading.seen import Claim, Seen, see
from mailmend.dialects.reading.words import Place, Words, spoken

__all__ = [
    "Claim",
    "Place",
    "Seen",
    "Words",
    "attempt",
    "kind_of",
    "notification",
    "original",
    "see",
    "spoken",
    "with_recipient",
]
