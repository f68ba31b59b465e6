"""Which list a refusal because of a bad name speaks of, in the receiver's own words. No list is asked."""

from __future__ import annotations

import re

from mailmend.knowledge import Knowledge
from mailmend.model import Category, Listing, Notification
from mailmend.pattern import pattern

_MOST_WORDS = 4_000
_URL = pattern(r"https?://[^\s<>\"'\\^`{|}]{3,300}")
_ABOUT_A_DOMAIN = pattern(
    r"\b(?:domain|url|link|uri|web ?site)\b[^.;]{0,60}\b(?:listed|reputation|block|spam)", re.IGNORECASE
)


def told(bounce: Notification, knowledge: Knowledge) -> Listing | None:
    """The list that the first attempt was refused by, None where the refusal is about something else."""
    attempt = bounce.attempt
    if attempt.category is not Category.REPUTATION:
        return None
    said = attempt.said[:_MOST_WORDS]
    found = knowledge.lists.named_in(said)
    named = _URL.search(said)
    url = named[0].rstrip(".,;:!?)]") if named else None
    if found is None:
        return Listing(name=None, lists="domain" if _ABOUT_A_DOMAIN.search(said) else "address", url=url)
    return Listing(
        name=found.name,
        lists=found.lists,
        url=url,
        removal=found.removal,
        closed=found.closed is not None,
        dynamic=found.dynamic,
    )
