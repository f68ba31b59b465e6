"""An SPF record at a name that no receiver asks, where the name that they ask has none.

DNS hosts' forms append the zone to what is typed, so that a whole name typed into them ends up doubled, and an ``@``
may be taken for a label. Others follow the look of DMARC and DKIM, whose records stand below a label of their own.
"""

from __future__ import annotations

from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.model import SpfCheck
from mailmend.spf import is_spf

_LABELS = ("_spf", "spf", "_dmarc", "www", "@", "mail")


def look(checked: SpfCheck | None, zone: str) -> Flow[tuple[Answer, ...]]:
    """The answers that hold an SPF record at the usual wrong names; asks only where the right name has none."""
    if checked is None or checked.records or checked.answer is None or checked.answer.outcome == "unavailable":
        return ()
    names = (f"{checked.domain}.{zone}", *(f"{label}.{checked.domain}" for label in _LABELS))
    answers = yield from ask(*(question(name, "TXT") for name in names if len(name) < 254))
    by_wildcard = {answer.data for answer in answers if len(answers) == sum(a.data == answer.data for a in answers)}
    return tuple(a for a in answers if a.data not in by_wildcard and any(is_spf(text) for text in texts(a)))
