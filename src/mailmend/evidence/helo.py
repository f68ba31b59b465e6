"""The name by which the sending server greeted, where that name may be the reason of the refusal."""

from __future__ import annotations

import re

from mailmend.flow import Flow
from mailmend.model import Category, Identities, Notification
from mailmend.rdns import HeloName, helo_name

_SAYS_HELO = re.compile(r"\b(?:helo|ehlo|greeting)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"<([^<>\s@]{1,255})>:?\s{1,3}(?:helo|ehlo)\b|\b(?:helo|ehlo)[\s:=\"'(<]{1,4}([a-z0-9_.\[\]:-]{1,255})",
    re.IGNORECASE,
)
_MOST = 2000
# Words that stand behind "HELO" in a reply and are no name.
_WORDS = frozenset(
    ("command", "name", "is", "has", "must", "domain", "argument", "rejected", "hostname", "string", "or")
)


def look(bounce: Notification, who: Identities) -> Flow[HeloName | None]:
    """What receivers make of the HELO name; None where the refusal is not about it, or does not say it."""
    attempt = bounce.attempt
    said = f"{attempt.said} {attempt.text or ''}"[:_MOST]
    if attempt.category is not Category.SENDER_DNS or not (_SAYS_HELO.search(said) or who.checked == "helo"):
        return None
    name = named_in(said) or who.helo
    return (yield from helo_name(name, who.client_ip)) if name else None


def named_in(said: str) -> str | None:
    """The HELO name that a reply quotes (``<localhost>: Helo command rejected``), None where it quotes none."""
    for found in _NAMED.finditer(said):
        name = str(found[1] or found[2]).rstrip(".:")
        if name and name.lower() not in _WORDS and not name.isdigit():
            return name
    return None
