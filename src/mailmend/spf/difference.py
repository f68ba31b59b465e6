"""Who changes between two policies, and by which terms."""

from __future__ import annotations

from dataclasses import dataclass

from mailmend.frozen import frozen
from mailmend.spf.addresses import FAMILIES, Family
from mailmend.spf.policy import Path, Policy, Range, Region
from mailmend.spf.result import Result

# Of each difference, the ranges that are kept as examples.
MOST_RANGES = 1000


@frozen
class Difference:
    """Addresses that get another result, all by the same terms.

    ``before`` and ``after`` are the results, None where DNS is asked for each address. The paths are the deciding
    (domain, term) pairs, as far as they are the same for all. ``counts`` are the IPv4 and the IPv6 addresses,
    ``ranges`` the first of their ranges.
    """

    before: Result | None
    after: Result | None
    path_before: Path
    path_after: Path
    counts: tuple[int, int]
    ranges: tuple[Range, ...]

    @property
    def kind(self) -> str:
        """``gained`` and ``lost`` for those who start and stop to pass, else ``changed``."""
        passed, passes = self.before is Result.PASS, self.after is Result.PASS
        return "gained" if passes else "lost" if passed else "changed"


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Every difference of results over the whole address space: gained, lost, changed; the largest of each first."""
    found: dict[tuple[object, ...], _Group] = {}
    for family in FAMILIES:
        for old, new, place in _overlaid(before, after, family):
            # Where DNS is asked for each address on both sides, by the same term, nothing is known to change.
            if old.result is not new.result or (old.result is None and old.path[-1:] != new.path[-1:]):
                key = (old.result, new.result, old.path[:1], new.path[:1])
                group = found.setdefault(key, _Group(old.path, new.path, old.result, new.result, []))
                group.old, group.new = _shared(group.old, old.path), _shared(group.new, new.path)
                _extend(group.ranges, place)
    made = [
        Difference(
            before=group.before,
            after=group.after,
            path_before=group.old,
            path_after=group.new,
            counts=(_size(group.ranges, 4), _size(group.ranges, 6)),
            ranges=tuple(group.ranges[:MOST_RANGES]),
        )
        for group in found.values()
    ]
    order = ("gained", "lost", "changed")
    return tuple(sorted(made, key=lambda each: (order.index(each.kind), -each.counts[0], -each.counts[1])))


@dataclass(slots=True)
class _Group:
    """A difference while it is found."""

    old: Path
    new: Path
    before: Result | None
    after: Result | None
    ranges: list[Range]


def _shared(one: Path, two: Path) -> Path:
    same = 0
    while same < min(len(one), len(two)) and one[same] == two[same]:
        same += 1
    return one[:same]


def _overlaid(before: Policy, after: Policy, family: Family) -> list[tuple[Region, Region, Range]]:
    olds = [region for region in before.regions if region.family == family]
    news = [region for region in after.regions if region.family == family]
    placed: list[tuple[Region, Region, Range]] = []
    old = new = 0
    while old < len(olds) and new < len(news):
        one, two = olds[old], news[new]
        last = min(one.last, two.last)
        placed.append((one, two, (family, max(one.first, two.first), last)))
        old += one.last == last
        new += two.last == last
    return placed


def _extend(ranges: list[Range], place: Range) -> None:
    if ranges and ranges[-1][0] == place[0] and ranges[-1][2] == place[1] - 1:
        ranges[-1] = (place[0], ranges[-1][1], place[2])
    else:
        ranges.append(place)


def _size(ranges: list[Range], family: Family) -> int:
    return sum(last - first + 1 for each, first, last in ranges if each == family)
