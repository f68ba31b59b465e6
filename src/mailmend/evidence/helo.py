"""The name by which the sending server greeted, where that name may be the reason of the refusal."""

from __future__ import annotations

import re

from mailmend.flow import Flow
from mailmend.model import Category, Identities, Notification
from mailmend.pattern import pattern
from mailmend.rdns import HeloName, helo_name

SAYS_HELO = pattern(r"\b(?:helo|ehlo|greeting)\b", re.IGNORECASE)
# Postfix quotes the name before the words, others say it behind them; there a word is a name only with a dot in it.
_QUOTED = pattern(r"<([^<>\s@]{1,255})>:?\s{1,3}(?:helo|ehlo)\b", re.IGNORECASE)
_BEHIND = pattern(
    r"\b(?:helo|ehlo)[\s:=\"'(<]{1,4}(\[[^\]\s]{2,60}\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,20})", re.IGNORECASE
)
_MOST = 2000


def look(bounce: Notification, who: Identities) -> Flow[HeloName | None]:
    """What receivers make of the HELO name; None where the refusal is not about it, or does not say it."""
    attempt = bounce.attempt
    said = f"{attempt.said}\n{attempt.text or ''}"[:_MOST]
    if attempt.category is not Category.SENDER_DNS or not (SAYS_HELO.search(said) or who.checked == "helo"):
        return None
    name = named_in(said) or who.helo
    return (yield from helo_name(name, who.client_ip)) if name else None


def named_in(said: str) -> str | None:
    """The HELO name that a reply quotes (``<localhost>: Helo command rejected``), None where it quotes none."""
    found = _QUOTED.search(said) or _BEHIND.search(said)
    return found[1].rstrip(".:") if found else None
