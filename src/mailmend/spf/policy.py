"""A policy: what one SPF record tree says about every address there is, and the difference between two of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import field, replace
from typing import TypeAlias, TypeVar

from mailmend.flow import Flow
from mailmend.frozen import frozen
from mailmend.spf.addresses import BITS, Address, Family, format_ip4, parse_address
from mailmend.spf.evaluate import check_host
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.result import Result

Path: TypeAlias = tuple[tuple[str, str], ...]
Range: TypeAlias = tuple[Family, int, int]
_V = TypeVar("_V")


@frozen
class Region:
    """A range of addresses, both ends inside, for which check_host() goes the same way.

    ``result`` is None where a term decides each address by asking DNS, or where the partition is incomplete: ask the
    evaluator. ``path`` are the deciding (domain, term) pairs from the outermost to the innermost, as in
    :attr:`~mailmend.spf.trace.Evaluation.path`; of a region without a result, the way to the term that would decide.
    """

    family: Family
    first: int
    last: int
    result: Result | None
    path: Path
    lookups: int
    void_lookups: int

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return self.last - self.first + 1


# Where all regions but the first begin, and the regions.
_Table: TypeAlias = tuple[list[int], list[Region]]


# The regions of IPv4 addresses by the octets of the dotted quad, from the last one up.
_Fourths: TypeAlias = dict[str, Region]
_Thirds: TypeAlias = dict[str, _Fourths]
_Seconds: TypeAlias = dict[str, _Thirds]


class _Quads:
    """The IPv4 regions by the text of an address: no number is computed, nothing is searched.

    ``known`` is what was asked for before. Blocks that lie in one region are the same dict wherever they are, so that
    most addresses are known although they were never asked for.
    """

    def __init__(self, regions: tuple[Region, ...]) -> None:
        self.known: dict[str, _Seconds] = {}
        self._regions = [region for region in regions if region.family == 4]
        self._lasts = [region.last for region in self._regions]
        self._seconds: dict[int, _Seconds] = {}
        self._thirds: dict[int, _Thirds] = {}
        self._fourths: dict[int, _Fourths] = {}

    def learn(self, value: int) -> Region:
        """The region of an address, which is known from now on."""
        first, second, third, fourth = format_ip4(value).split(".")
        place = bisect_left(self._lasts, value)
        region = self._regions[place]

        def shared(blocks: dict[int, dict[str, _V]], bits: int) -> dict[str, _V]:
            begin = value >> bits << bits
            whole = region.first <= begin and begin + (1 << bits) - 1 <= region.last
            return blocks.setdefault(place, {}) if whole else {}

        seconds = self.known.get(first) or self.known.setdefault(first, shared(self._seconds, 24))
        thirds = seconds.get(second) or seconds.setdefault(second, shared(self._thirds, 16))
        fourths = thirds.get(third) or thirds.setdefault(third, shared(self._fourths, 8))
        return fourths.setdefault(fourth, region)


@frozen
class Policy:
    """The regions of the whole IPv4 space, then of the whole IPv6 space, in order and without a gap.

    It holds for mail of ``sender`` from a host that says ``helo``, read with ``limits``.
    ``dynamic`` are the terms that decide each address by asking DNS. ``incomplete`` says that the record tree asks
    for more than the partition is ready to do. ``ttl`` is the smallest time to live of the answers, in seconds, None
    where none had one.
    """

    domain: str
    regions: tuple[Region, ...]
    dynamic: tuple[str, ...] = ()
    incomplete: bool = False
    ttl: int | None = None
    sender: str = ""
    helo: str = ""
    limits: Limits = RFC7208
    quads: _Quads = field(init=False, repr=False, compare=False)
    known: dict[str, _Seconds] = field(init=False, repr=False, compare=False)
    sixes: _Table = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sixes = [region for region in self.regions if region.family == 6]
        object.__setattr__(self, "quads", _Quads(self.regions))
        object.__setattr__(self, "known", self.quads.known)
        object.__setattr__(self, "sixes", ([region.first for region in sixes[1:]], sixes))

    def at(self, ip: str) -> Region:
        """The region of ``ip``; raises :class:`~mailmend.errors.UsageError` where it is not an IP address."""
        try:
            first, second, third, fourth = ip.split(".")
            return self.known[first][second][third][fourth]
        except (ValueError, KeyError):
            return self._at(parse_address(ip))

    def _at(self, address: Address) -> Region:
        if address.family == 4:
            return self.quads.learn(address.value)
        starts, regions = self.sixes
        return regions[bisect_right(starts, address.value)]

    def ask(self, ip: str) -> Flow[Region]:
        """The region of ``ip``, with a result for every address.

        Where the regions have none, check_host() is asked, and the region holds that address alone.
        """
        region = self.at(ip)
        if region.result is not None:
            return region
        found = yield from check_host(ip, self.domain, self.sender, self.helo, limits=self.limits)
        value = parse_address(ip).value
        return replace(
            region,
            first=value,
            last=value,
            result=found.result,
            path=tuple((step.domain, step.term.text) for step in found.path),
            lookups=found.lookups,
            void_lookups=found.void_lookups,
        )

    def holds_after(self, seconds: float) -> bool:
        """Whether it may still be used so long after its answers were taken; without a TTL it may."""
        return self.ttl is None or seconds < self.ttl

    def count(self, result: Result, family: Family | None = None) -> int:
        """How many addresses (of one family, or of both) get ``result``."""
        regions = (region for region in self.regions if region.result is result)
        return sum(region.size for region in regions if family in {None, region.family})


@frozen
class Difference:
    """A range of addresses, both ends inside, that two policies treat differently: ``before`` and ``after``."""

    family: Family
    first: int
    last: int
    before: Region
    after: Region

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return self.last - self.first + 1


@frozen
class Change:
    """Who starts and who stops to pass between two policies.

    ``differences`` are all the ranges with another result, each with the regions that say by which terms; where one
    of both has no result, it is among them too.

    The ranges hold what is certain. The counts are None where an address cannot be told: a region without a result
    on either side, unless the other side already says that nothing is gained, or lost, there.
    """

    gained: tuple[Range, ...]
    lost: tuple[Range, ...]
    gained_count: int | None
    lost_count: int | None
    new_permerror: bool
    differences: tuple[Difference, ...] = ()


def compare(before: Policy, after: Policy) -> Change:
    """The change of results from ``before`` to ``after``, address by address.

    ``new_permerror`` is true where an address was not permerror, or could not be told, and becomes permerror.
    """
    gained: list[Range] = []
    lost: list[Range] = []
    unsure_gain = unsure_loss = new_permerror = False
    differences: list[Difference] = []
    for place, old_region, new_region in _overlay(before, after):
        old, new = old_region.result, new_region.result
        if old is not new:
            family, first, last = place
            differences.append(Difference(family=family, first=first, last=last, before=old_region, after=new_region))
        passed, passes = old is Result.PASS, new is Result.PASS
        if passes and not passed and old is not None:
            _extend(gained, place)
        if passed and not passes and new is not None:
            _extend(lost, place)
        unsure_gain |= (old is None and (passes or new is None)) or (new is None and not passed)
        unsure_loss |= (new is None and (passed or old is None)) or (old is None and not passes)
        new_permerror |= new is Result.PERMERROR and old is not Result.PERMERROR
    return Change(
        gained=tuple(gained),
        lost=tuple(lost),
        gained_count=None if unsure_gain else _size(gained),
        lost_count=None if unsure_loss else _size(lost),
        new_permerror=new_permerror,
        differences=tuple(differences),
    )


def _overlay(before: Policy, after: Policy) -> Iterator[tuple[Range, Region, Region]]:
    """Every range that lies in one region of both policies."""
    olds, news = iter(before.regions), iter(after.regions)
    old, new = next(olds), next(news)
    while True:
        last = min(old.last, new.last)
        yield (old.family, max(old.first, new.first), last), old, new
        if last == (1 << BITS[6]) - 1 and old.family == 6:
            return
        ended_old, ended_new = old.last == last, new.last == last
        old = next(olds) if ended_old else old
        new = next(news) if ended_new else new


def _extend(ranges: list[Range], place: Range) -> None:
    family, first, last = place
    if ranges and ranges[-1][0] == family and ranges[-1][2] == first - 1:
        ranges[-1] = (family, ranges[-1][1], last)
    else:
        ranges.append(place)


def _size(ranges: list[Range]) -> int:
    return sum(last - first + 1 for _, first, last in ranges)
