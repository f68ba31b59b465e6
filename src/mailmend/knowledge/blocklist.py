"""Lists of addresses and domains from which mail is refused: how a refusal names each, and where removal is asked for.

Facts: ``knowledge/blocklists.toml``. No list is ever asked here: what counts is which one the receiver says it used.
"""

from __future__ import annotations

import datetime as dt

from mailmend.frozen import frozen
from mailmend.knowledge.facts import Table, noun


@frozen
class Blocklist:
    """One list: ``marks`` are what names it in a refusal, in lower case; ``lists`` is ``address`` or ``domain``.

    ``removal`` is the page or address where removal is asked for, empty where there is none. ``closed`` is the date
    from which it is no longer kept: whoever still uses it refuses by chance. ``dynamic`` says that it lists whole
    ranges by policy (lines of households), so that removal is no way out for them.
    """

    id: str
    name: str
    marks: tuple[str, ...]
    lists: str
    source: str
    date: dt.date
    evidence: str
    removal: str = ""
    closed: dt.date | None = None
    dynamic: bool = False


class Blocklists:
    """All lists."""

    def __init__(self, facts: Table) -> None:
        origin = {key: facts[key] for key in ("source", "date", "evidence")}
        self.all = tuple(noun(Blocklist, {**origin, **row}) for row in facts["list"])

    def named_in(self, said: str) -> Blocklist | None:
        """The list that ``said`` names, the one with the longest mark where several fit; None where it names none."""
        words = said.lower()
        marks = [(len(mark), each.id, each) for each in self.all for mark in each.marks if mark in words]
        return max(marks, key=lambda found: found[:2])[2] if marks else None
