"""An SPF record at a name that no receiver asks, where the name that they ask has none.

DNS hosts' forms append the zone to what is typed, so that a whole name typed into them ends up doubled, and an ``@``
may be taken for a label. Others follow the look of DMARC and DKIM, whose records stand below a label of their own.
"""

from __future__ import annotations

from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.model import SpfCheck
from mailmend.spf import is_spf

_LONGEST_NAME = 253  # RFC 1035 section 2.3.4, without the root dot
# Not "mail" or "www": a host with that name may have a record of its own, for its HELO identity.
_LABELS = ("_spf", "spf", "_dmarc", "@")
# Nobody has this label: what answers to it is a wildcard.
_NOBODY = "_mailmend-no-such-name"


def look(checked: SpfCheck | None, zone: str) -> Flow[tuple[Answer, ...]]:
    """The answers that hold an SPF record at the usual wrong names; asks only where the right name has none."""
    if checked is None or checked.records or checked.answer is None or checked.answer.outcome == "unavailable":
        return ()
    names = (f"{checked.domain}.{zone}", *(f"{label}.{checked.domain}" for label in _LABELS))
    controls = dict.fromkeys((f"{_NOBODY}.{zone}", f"{_NOBODY}.{checked.domain}"))
    asked = (*(name for name in names if len(name) <= _LONGEST_NAME), *controls)
    answers = yield from ask(*(question(name, "TXT") for name in asked))
    by_wildcard = {answer.data for answer in answers[-len(controls) :]}
    found = answers[: -len(controls)]
    return tuple(a for a in found if a.data not in by_wildcard and any(is_spf(text) for text in texts(a)))
