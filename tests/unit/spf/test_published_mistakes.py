"""Published mistakes, one in each of 300 valid records: found in place, repaired to the same policy, never wider."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import islice

from mailmend.flow import run
from mailmend.span import Span
from mailmend.spf import Policy, Problem, compare, parse, partition, repair, review
from tests.unit.spf.published_mistakes import MISTAKES, Mistake
from tests.unit.spf.valid_records import DOMAIN, records, world

RECORDS = 300


@dataclass(frozen=True)
class Tried:
    """One broken record and what became of it."""

    mistake: Mistake
    valid: str
    broken: str
    found: bool
    repaired: str | None
    equal: bool
    wider: bool


def policy_of(text: str) -> Policy:
    return run(partition(DOMAIN, f"anna@{DOMAIN}", "mail.example.com"), world(text).resolve)


def results(policy: Policy) -> list[tuple[object, ...]]:
    """Where each result begins; neighbours of one result are one."""
    starts = [(region.family, region.first, region.result) for region in policy.regions]
    return [one for two, one in zip([None, *starts], starts, strict=False) if two is None or two[::2] != one[::2]]


def points_at(problem: Problem, place: Span) -> bool:
    """Whether the problem marks the place, or what stands next to it where something is missing there."""
    return problem.span is not None and problem.span.start <= place.end and place.start <= problem.span.end


@cache
def trials() -> tuple[Tried, ...]:
    chance = random.Random(7208)
    tried: list[Tried] = []
    kinds = [MISTAKES[number % len(MISTAKES)] for number in range(RECORDS)]
    stream = islice(records(4408), 100_000)
    for mistake in kinds:
        for valid in stream:
            broken = mistake.apply(valid, chance)
            if broken is not None:
                tried.append(trial(mistake, valid, *broken))
                break
    return tuple(tried)


def trial(mistake: Mistake, valid: str, broken: str, place: Span) -> Tried:
    found = any(points_at(problem, place) for problem in review(parse(broken)))
    mended = repair(parse(broken))
    equal = wider = False
    if mended:
        before, after = policy_of(valid), policy_of(mended.text)
        wider = compare(before, after).gained != ()
        equal = results(before) == results(after)
    return Tried(mistake, valid, broken, found, mended.text if mended else None, equal, wider)


def test_every_kind_is_tried_and_valid_records_have_no_fault() -> None:
    assert len(trials()) == RECORDS
    assert {tried.mistake.name for tried in trials()} == {mistake.name for mistake in MISTAKES}
    assert all(not problem.is_error for tried in trials() for problem in review(parse(tried.valid)))
    assert all(repair(parse(tried.valid)) is None for tried in trials())


def test_they_are_found_at_their_place() -> None:
    missed = [tried.broken for tried in trials() if not tried.found]
    assert len(missed) <= RECORDS * 0.01, missed


def test_they_are_repaired_to_the_same_policy() -> None:
    print(table())
    other = [(tried.broken, tried.repaired) for tried in trials() if not tried.equal and not tried.mistake.lossy]
    assert sum(tried.equal for tried in trials()) >= RECORDS * 0.9, table()
    assert other == []


def test_no_repair_is_wider() -> None:
    assert [(tried.broken, tried.repaired) for tried in trials() if tried.wider] == []


def table() -> str:
    """Every kind, how often it was tried, found, repaired, and repaired to the same policy."""
    lines = [f"{'mistake':<28} tried found repaired equal wider"]
    for mistake in MISTAKES:
        here = [tried for tried in trials() if tried.mistake is mistake]
        counts = (len(here), *(sum(map(bool, each)) for each in _columns(here)))
        lines.append(f"{mistake.name:<28} " + " ".join(f"{count:>5}" for count in counts))
    total = (len(trials()), *(sum(map(bool, each)) for each in _columns(list(trials()))))
    return "\n".join([*lines, f"{'all':<28} " + " ".join(f"{count:>5}" for count in total)])


def _columns(tried: list[Tried]) -> tuple[list[object], ...]:
    return (
        [each.found for each in tried],
        [each.repaired for each in tried],
        [each.equal for each in tried],
        [each.wider for each in tried],
    )
