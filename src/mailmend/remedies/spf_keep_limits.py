"""Other ways under the ten lookups: take out what the fewest send by, or write one term out as its addresses.

Dead terms go first (``spf_remove_dead_terms``); these ways stand beside it, each to be looked at by a person: the first
because somebody may still send by what is removed, the second because nobody notices when the addresses change.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._edit import Candidate, Proved, alone, proved
from mailmend.spf import Branch, Directive, Tree, survey
from mailmend.spf.flatten import Flattened, flatten
from mailmend.spf.savings import Removal, savings

CURES = ("MM-SPF-004",)
WORDS = {
    "unused": "without {terms} the limit is kept, and everybody who passes by them also passes by another term",
    "least": "without {terms} the limit is kept; {count} addresses pass by them alone and will not pass any more, so "
    "remove them only if nothing sends from there",
    "uncounted": "without {terms} the limit is kept; how many addresses pass by them cannot be counted, so remove them "
    "only if nothing sends by them",
    "flat": "{term}, written out as the addresses that it stands for today, costs no lookup; its owner changes them "
    "without telling you, so this is the last resort, to be looked at again every few weeks",
}
# Each flattening is proved over all addresses; the first few terms that save the most are enough to choose from.
_MOST_TRIED = 4
# What still fits an answer beside other TXT records (RFC 7208 §3.4).
_MOST_BYTES = 450


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record without what the fewest pass by, and the record with one term written out."""
    checked = evidence.spf
    if checked is None or len(checked.records) != 1 or checked.records[0].problems:
        return None
    tree, _ = yield from survey(checked.domain)
    found = ((yield from _smaller(tree, evidence, knowledge)), (yield from _flat(tree, evidence, knowledge)))
    ways = [way for way in found if way is not None]
    if not ways:
        return None
    return Remedy(
        cures=finding.code,
        alternatives=tuple(way.edits for way in ways),
        forecasts=tuple(way.forecast for way in ways),
    )


def _smaller(tree: Tree, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    saving = yield from savings(tree)
    if saving is None or not saving.proved:
        return None
    terms = ", ".join(removal.term for removal in saving.removed)
    because = phrase(f"spf_keep_limits.{_loss(saving.removed)}", terms=terms, count=saving.lost_count or 0)
    meant = ((yield from alone(saving.text, evidence)),)
    candidate = Candidate(record=saving.text, meant=meant, applicability=Applicability.REVIEW, because=because)
    return (yield from proved(candidate, evidence, knowledge))


def _loss(removed: Sequence[Removal]) -> str:
    if any(removal.lost is None for removal in removed):
        return "uncounted"
    return "least" if any(removal.lost for removal in removed) else "unused"


def _flat(tree: Tree, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    """The shortest record that one written-out term gives."""
    flats: list[tuple[Flattened, Directive]] = []
    for branch in _dearest(tree):
        term, record = branch.term, tree.record
        if isinstance(term, Directive) and record is not None:
            flat = yield from flatten(tree.domain, record, term)
            if flat is not None and flat.proved and flat.size <= _MOST_BYTES:
                flats.append((flat, term))
    for flat, term in sorted(flats, key=lambda each: each[0].size):
        because = phrase("spf_keep_limits.flat", term=term.text)
        meant = ((yield from alone(flat.text, evidence)),)
        candidate = Candidate(record=flat.text, meant=meant, applicability=Applicability.REVIEW, because=because)
        way = yield from proved(candidate, evidence, knowledge)
        if way is not None:
            return way
    return None


def _dearest(tree: Tree) -> list[Branch]:
    """The terms that cost enough lookups for the record to keep the limit without them, the dearest first."""
    excess = tree.lookups - 10  # RFC 7208 §4.6.4
    able = [branch for branch in tree.branches if branch.lookups >= excess > 0]
    return sorted(able, key=lambda branch: -branch.lookups)[:_MOST_TRIED]
