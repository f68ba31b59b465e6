"""Other ways under the ten lookups: take out what the fewest send by, or write terms out as their addresses.

Dead terms go first (``spf_remove_dead_terms``). A record without what passes nobody else stands beside it, or leads
where nothing is dead; the other ways are to be looked at by a person: the first because somebody may still send by what
is removed, the second because nobody notices when the addresses change.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._edit import Candidate, Proved, alone, proved
from mailmend.remedies.spf_remove_dead_terms import dead_terms
from mailmend.spf import Branch, Directive, Policy, Record, Tree, parse, survey
from mailmend.spf.flatten import Flattened, flatten, whole
from mailmend.spf.savings import Removal, savings
from mailmend.spf.survey import every_branch

CURES = ("MM-SPF-004",)
WORDS = {
    "unused": "without {terms} the limit is kept, and everybody who passes by them also passes by another term",
    "loop": "{terms} leads back to this record, so that the check goes round until its lookups are used up; without it "
    "the limit is kept, and what else stands in it has never counted: add that here if somebody sends by it",
    "least": "without {terms} the limit is kept; {count} addresses pass by them alone and will not pass any more, so "
    "remove them only if nothing sends from there",
    "uncounted": "without {terms} the limit is kept; how many addresses pass by them cannot be counted, so remove them "
    "only if nothing sends by them",
    "flat": "{term}, written out as the addresses that it stands for today, costs no lookup; its owner changes them "
    "without telling you, so this is the last resort, to be looked at again every few weeks",
    "flats": "{terms}, written out as the addresses that they stand for today, cost no lookups; their owners change "
    "them without telling you, so this is the last resort, to be looked at again every few weeks",
}
# Each flattening is proved over all addresses; the first few terms that save the most are enough to choose from.
_MOST_TRIED = 4
# Of terms that save little, several are needed.
_MOST_TOGETHER = 12
# What still fits an answer beside other TXT records (RFC 7208 §3.4).
_MOST_BYTES = 450
_ALLOWED = 10  # RFC 7208 §4.6.4


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record without what the fewest pass by, and the record with as few terms as possible written out."""
    checked = evidence.spf
    if checked is None or len(checked.records) != 1 or checked.records[0].problems:
        return None
    tree, _ = yield from survey(checked.domain)
    smaller, leads = yield from _smaller(tree, checked.records[0], evidence, knowledge)
    found = (smaller, (yield from _flat(tree, evidence, knowledge)))
    ways = [way for way in found if way is not None]
    if not ways:
        return None
    return Remedy(
        cures=finding.code,
        edits=ways[0].edits if leads else (),
        alternatives=tuple(way.edits for way in ways[1 if leads else 0 :]),
        forecasts=tuple(way.forecast for way in ways),
    )


def _smaller(tree: Tree, record: Record, evidence: Evidence, knowledge: Knowledge) -> Flow[tuple[Proved | None, bool]]:
    """The record without what the fewest pass by, and whether it is the best way: nobody is lost, nothing is dead."""
    saving = yield from savings(tree)
    if saving is None or not saving.proved:
        return None, False
    terms = ", ".join(removal.term for removal in saving.removed)
    kind = _loss(saving.removed, tree)
    because = phrase(f"spf_keep_limits.{kind}", terms=terms, count=saving.lost_count or 0)
    meant = ((yield from alone(saving.text, evidence)),)
    candidate = Candidate(record=saving.text, meant=meant, applicability=Applicability.REVIEW, because=because)
    way = yield from proved(candidate, evidence, knowledge)
    dead = {term.text for term in (yield from dead_terms(record))}
    return way, way is not None and kind == "unused" and not {removal.term for removal in saving.removed} <= dead


def _loss(removed: Sequence[Removal], tree: Tree) -> str:
    if any(branch.loop for _, branch, _ in every_branch(tree)):
        return "loop"
    if any(removal.lost is None for removal in removed):
        return "uncounted"
    return "least" if any(removal.lost for removal in removed) else "unused"


def _flat(tree: Tree, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    """The shortest record that one written-out term gives, or where one is not enough, several."""
    flats: list[tuple[Flattened, Directive]] = []
    if tree.record is None:
        return None
    before = yield from whole(tree.domain, tree.record.text)
    for branch in _dearest(tree):
        flat = yield from _written_out(tree.domain, tree.record, branch.term, before)
        flats += [flat] if flat else []
    for written, term in sorted(flats, key=lambda each: each[0].size):
        way = yield from _as_candidate(written.text, [term.text], evidence, knowledge)
        if way is not None:
            return way
    return (yield from _several(tree, before, evidence, knowledge)) if not flats else None


def _several(tree: Tree, before: Policy, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    """Terms written out until the limit is kept: the domain's own first, then those with the shortest records."""
    record, excess = tree.record, tree.lookups - _ALLOWED
    able = [branch for branch in tree.branches if branch.lookups]
    if record is None or excess <= 0:
        return None
    text, written = record.text, list[str]()
    for branch in sorted(able, key=lambda each: (_of_others(each, evidence), _length(each)))[:_MOST_TOGETHER]:
        if excess > 0:
            term = next((each for each in parse(text).terms if each.text == branch.term.text), None)
            flat = yield from _written_out(tree.domain, parse(text), term, before)
            if flat is not None:
                text, excess, before = flat[0].text, excess - branch.lookups, flat[0].policy
                written.append(branch.term.text)
    return (yield from _as_candidate(text, written, evidence, knowledge)) if excess <= 0 else None


def _length(branch: Branch) -> int:
    """About how much stands in the records that a term leads to."""
    nested = branch.nested
    if nested is None or nested.record is None:
        return 0
    return len(nested.record.text) + sum(_length(each) for each in nested.branches)


def _of_others(branch: Branch, evidence: Evidence) -> bool:
    """Whether somebody else can change what the term stands for."""
    zone = evidence.domain.zone if evidence.domain else ""
    return branch.term_name == "include" or not f".{branch.target}".endswith(f".{zone}")


def _written_out(domain: str, record: Record, term: object, before: Policy) -> Flow[tuple[Flattened, Directive] | None]:
    """``record`` with ``term`` as its addresses; None where they cannot be listed or are too many."""
    if not isinstance(term, Directive):
        return None
    flat = yield from flatten(domain, record, term, before)
    return (flat, term) if flat is not None and flat.proved and flat.size <= _MOST_BYTES else None


def _as_candidate(text: str, terms: list[str], evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    one = phrase("spf_keep_limits.flat", term=terms[0])
    because = one if len(terms) == 1 else phrase("spf_keep_limits.flats", terms=", ".join(terms))
    meant = ((yield from alone(text, evidence)),)
    candidate = Candidate(record=text, meant=meant, applicability=Applicability.REVIEW, because=because)
    return (yield from proved(candidate, evidence, knowledge))


def _dearest(tree: Tree) -> list[Branch]:
    """The terms that cost enough lookups for the record to keep the limit without them, the dearest first."""
    excess = tree.lookups - _ALLOWED
    able = [branch for branch in tree.branches if branch.lookups >= excess > 0]
    return sorted(able, key=lambda branch: -branch.lookups)[:_MOST_TRIED]
