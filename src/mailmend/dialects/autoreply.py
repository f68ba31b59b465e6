"""Answers of a machine in a person's name: absence notes and the like (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.mail import addresses
from mailmend.model import DeliveryAttempt, Kind, Notification
from mailmend.pattern import pattern

NAME = "autoreply"
AT_MOST = 20

_SUBJECT = pattern(
    r"\A\s*(?:re:\s*)?(?:auto(?:matic)?(?:[- ]?(?:reply|response|answer|antwort))|out of (?:the )?office|"
    r"away (?:until|from)|on vacation|vacation (?:reply|notice|response)|abwesen|automatische antwort|"
    r"réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|răspuns automat|"
    r"resposta automática|autosvar|自動応答|自动答复|автоответ)",
    re.IGNORECASE,
)
_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-From", "X-Mail-Autoreply")


def claims(seen: Seen) -> Claim:
    """RFC 3834 §5: ``Auto-Submitted: auto-replied``; before it came, other fields and the subject said so."""
    if seen.part is None:
        return Claim(score=0)
    if seen.value("Auto-Submitted").strip().lower().startswith("auto-replied"):
        return Claim(score=20, why="Auto-Submitted says auto-replied")
    if any(seen.value(name) for name in _FIELDS) or seen.value("Precedence").strip().lower() == "auto_reply":
        return Claim(score=20, why="a field of an autoresponder")
    if _SUBJECT.search(seen.value("Subject")):
        return Claim(score=18, why="its subject is that of an autoresponder")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; the attempt names who answered."""
    who = addresses(seen.value("From"))[:1]
    yield notification(seen, NAME, tuple(DeliveryAttempt(recipient=address) for address in who), kind=Kind.AUTOREPLY)
