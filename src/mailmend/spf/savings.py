"""What can be removed from a record that asks for too much, proved by evaluating what is left."""

from __future__ import annotations

from dataclasses import dataclass

from mailmend.flow import Answer, Answers, Flow, question, recorded, supposing
from mailmend.spf.edit import remove, split
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.names import presentation
from mailmend.spf.parser import parse
from mailmend.spf.partition import partition
from mailmend.spf.policy import Policy, Range, compare
from mailmend.spf.record import Directive, Record
from mailmend.spf.result import Result
from mailmend.spf.survey import Branch, Tree, exceeds, survey

# More terms than this that ask DNS are no record that anybody mends by taking terms out.
MOST_CANDIDATES = 40
_UNLIMITED = Limits(lookups=10_000, voids=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One term that may go: what it costs, and how many addresses pass by it and by no other term.

    ``lost`` is None where that cannot be told, because a term asks DNS for each address.
    """

    term: str
    lookups: int
    lost: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
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


def savings(tree: Tree, answers: Answers = ()) -> Flow[Saving | None]:
    """The fewest losses that bring the record of ``tree`` under the limits; None where nothing need or can be done.

    Dead terms go first, then those by which the fewest addresses pass, until the limits are kept (RFC 7208 §4.6.4).
    ``answers`` are known already and are not asked again.
    """
    record = tree.record
    if record is None or record.problems or not (exceeds(tree) or _broken(tree)):
        return None
    value, _ = yield from recorded(_savings(tree, record), answers)
    return value


def _savings(tree: Tree, record: Record) -> Flow[Saving | None]:
    broken = [branch for branch in tree.branches if _is_broken(branch)]
    base = _without(record, broken)
    before = yield from _policy(tree.domain, base, _UNLIMITED)
    removals = [Removal(term=branch.term.text, lookups=branch.lookups, lost=0) for branch in broken]
    candidates = yield from _candidates(tree, record, broken, before)
    removed, rest = list(broken), tree
    while True:
        text = _without(record, removed)
        rest = yield from _surveyed(tree.domain, text)
        if not exceeds(rest):
            break
        if not candidates:
            return None
        removal, branch = candidates.pop(0)
        removals.append(removal)
        removed.append(branch)
    after = yield from _policy(tree.domain, text, RFC7208)
    change = compare(before, after)
    return Saving(
        text=text,
        removed=tuple(removals),
        lookups=rest.lookups,
        voids=max(rest.voids(4), rest.voids(6)),
        lost=change.lost,
        lost_count=change.lost_count,
        proved=_is_proof(after) and not change.gained,
    )


def _candidates(tree: Tree, record: Record, broken: list[Branch], before: Policy) -> Flow[list[tuple[Removal, Branch]]]:
    """The terms that cost something, those first by which nobody passes, then by the number who do."""
    found: list[tuple[Removal, Branch]] = []
    for branch in tree.branches:
        costs = branch.lookups or branch.voids(4) or branch.voids(6)
        if branch in broken or not costs or not isinstance(branch.term, Directive) or len(found) == MOST_CANDIDATES:
            continue
        after = yield from _policy(tree.domain, _without(record, [*broken, branch]), _UNLIMITED)
        change = compare(before, after)
        # Who was refused here and passes now: such a term is not dead, it protects.
        if not change.gained:
            found.append((Removal(term=branch.term.text, lookups=branch.lookups, lost=change.lost_count), branch))
    return sorted(found, key=lambda each: (each[0].lost is None, each[0].lost or 0, -each[0].lookups))


def _without(record: Record, branches: list[Branch]) -> str:
    spans = sorted((branch.term.span for branch in branches), reverse=True)
    text = record.text
    for span in spans:
        text = remove(parse(text), span)
    return text


def _policy(domain: str, text: str, limits: Limits) -> Flow[Policy]:
    flow = partition(domain, f"postmaster@{domain}", domain, limits=limits)
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
