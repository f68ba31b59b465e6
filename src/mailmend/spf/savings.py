"""What can be removed from a record that asks for too much, proved by evaluating what is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from mailmend.flow import Answer, Answers, Flow, question, recorded, supposing
from mailmend.frozen import frozen
from mailmend.spf.edit import remove, split
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.names import presentation
from mailmend.spf.parser import parse
from mailmend.spf.partition import partition
from mailmend.spf.policy import Policy, Range, compare
from mailmend.spf.record import Directive, Record
from mailmend.spf.repair import repair
from mailmend.spf.result import Result
from mailmend.spf.survey import Branch, Tree, exceeds, survey

# More terms than this that ask DNS are no record that anybody mends by taking terms out.
MOST_CANDIDATES = 20
# More than any record needs, and few enough for one that includes itself to come to an end.
_UNLIMITED = Limits(lookups=64, voids=None)


@frozen
class Removal:
    """One term that may go: what it costs, and how many addresses pass by it and by no other term.

    ``lost`` is None where that cannot be told, because a term asks DNS for each address.
    """

    term: str
    lookups: int
    lost: int | None


@frozen
class Saving:
    """A smaller record: its text, what was removed, what is lost by it, and what it costs.

    ``proved`` says that the record was evaluated for every address: within the limits, nobody gets permerror, nobody
    passes who did not before, and nobody but ``lost`` stops to pass.
    """

    text: str
    removed: tuple[Removal, ...]
    lookups: int
    voids: int
    lost: tuple[Range, ...]
    lost_count: int | None
    proved: bool


_Candidate: TypeAlias = tuple[Removal, Branch]


def savings(tree: Tree, answers: Answers = ()) -> Flow[Saving | None]:
    """The fewest losses that bring the record of ``tree`` under the limits; None where nothing need or can be done.

    Dead terms go first, then those by which the fewest addresses pass, until the limits are kept (RFC 7208 §4.6.4).
    ``answers`` are known already and are not asked again.
    """
    value, _ = yield from recorded(_savings(tree), answers)
    return value


def _savings(tree: Tree) -> Flow[Saving | None]:
    mended = repair(tree.record) if tree.record and tree.record.problems else None
    if mended:
        # What else is wrong is seen only without the syntax errors.
        tree = yield from _surveyed(tree.domain, mended.text)
    record = tree.record
    if record is None or record.problems or len(tree.candidates) > 1 or not (exceeds(tree) or _broken(tree)):
        return None
    broken = [branch for branch in tree.branches if _is_broken(branch)]
    able = [branch for branch in tree.branches if _costs(branch)][:MOST_CANDIDATES]
    if exceeds(_rest(tree, [*broken, *able])):
        return None
    before = yield from _policy(tree.domain, _without(record, broken), _UNLIMITED)
    candidates = yield from _candidates(tree, record, broken, before)
    chosen = _chosen(tree, broken, candidates)
    if chosen is None:
        return None
    removed = [*broken, *(branch for _, branch in chosen)]
    text, rest = _without(record, removed), _rest(tree, removed)
    after = yield from _policy(tree.domain, text, RFC7208, ahead=False)
    change = compare(before, after)
    dead = (Removal(term=branch.term.text, lookups=branch.lookups, lost=0) for branch in broken)
    return Saving(
        text=text,
        removed=(*dead, *(removal for removal, _ in chosen)),
        lookups=rest.lookups,
        voids=max(rest.voids(4), rest.voids(6)),
        lost=change.lost,
        lost_count=change.lost_count,
        proved=_is_proof(after) and not change.gained,
    )


def _chosen(tree: Tree, broken: list[Branch], candidates: list[_Candidate]) -> list[_Candidate] | None:
    """The first of ``candidates`` that are enough to keep the limits; None where all are not."""
    chosen: list[_Candidate] = []
    while exceeds(_rest(tree, [*broken, *(branch for _, branch in chosen)])):
        if len(chosen) == len(candidates):
            return None
        chosen.append(candidates[len(chosen)])
    for candidate in reversed(tuple(chosen)):
        # What went early may stay after all, now that others are gone; what passes nobody need not.
        others = [each for each in chosen if each is not candidate]
        if candidate[1].may_pass and not exceeds(_rest(tree, [*broken, *(branch for _, branch in others)])):
            chosen = others
    return chosen


def _rest(tree: Tree, removed: list[Branch]) -> Tree:
    """``tree`` without some of its branches: what it costs then."""
    return replace(
        tree, branches=tuple(branch for branch in tree.branches if not any(branch is each for each in removed))
    )


def _candidates(tree: Tree, record: Record, broken: list[Branch], before: Policy) -> Flow[list[_Candidate]]:
    """The terms that cost something, those first by which nobody passes, then by the number who do."""
    found: list[_Candidate] = []
    for branch in tree.branches:
        if branch in broken or not _costs(branch) or len(found) == MOST_CANDIDATES:
            continue
        # What is left of a record asks for nothing that the whole did not ask for.
        after = yield from _policy(tree.domain, _without(record, [*broken, branch]), _UNLIMITED, ahead=False)
        change = compare(before, after)
        # Who was refused here and passes now: such a term is not dead, it protects.
        if not change.gained:
            found.append((Removal(term=branch.term.text, lookups=branch.lookups, lost=change.lost_count), branch))
    too_void = tree.lookups <= RFC7208.lookups

    def weight(each: _Candidate) -> tuple[bool, int, bool, int, int]:
        removal, branch = each
        voids = branch.voids(4) + branch.voids(6)
        first, second = (voids, removal.lookups) if too_void else (removal.lookups, voids)
        return removal.lost is None, removal.lost or 0, branch.may_pass, -first, -second

    return sorted(found, key=weight)


def _costs(branch: Branch) -> bool:
    return isinstance(branch.term, Directive) and bool(branch.lookups or branch.voids(4) or branch.voids(6))


def _without(record: Record, branches: list[Branch]) -> str:
    spans = sorted((branch.term.span for branch in branches), reverse=True)
    text = record.text
    for span in spans:
        text = remove(parse(text), span)
    return text


def _policy(domain: str, text: str, limits: Limits, *, ahead: bool = True) -> Flow[Policy]:
    flow = partition(domain, f"postmaster@{domain}", domain, limits=limits, ahead=ahead)
    return (yield from supposing((published(domain, text),), flow))


def _surveyed(domain: str, text: str) -> Flow[Tree]:
    tree, _ = yield from supposing((published(domain, text),), survey(domain))
    return tree


def published(domain: str, text: str) -> Answer:
    """The answer to the TXT question for ``domain`` if ``text`` (Latin-1) were its only text."""
    strings = tuple(part.encode("latin-1", "replace") for part in split(text))
    return Answer(question=question(presentation(domain), "TXT"), outcome="data", data=(strings,), ttl=3600)


def _is_broken(branch: Branch) -> bool:
    """Whether every check ends with permerror at this term."""
    nested = branch.nested
    if not branch.reached or nested is None:
        return branch.loop
    without_record = nested.record is None and nested.problem is None
    unreadable = nested.problem is not None and nested.problem.result is Result.PERMERROR
    return without_record or unreadable or any(_is_broken(each) for each in nested.branches)


def _broken(tree: Tree) -> bool:
    return any(_is_broken(branch) for branch in tree.branches)


def _is_proof(policy: Policy) -> bool:
    whole = not policy.incomplete and not policy.dynamic
    return whole and all(region.result is not Result.PERMERROR for region in policy.regions)
