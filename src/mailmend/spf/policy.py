"""A policy: what one SPF record tree says about every address there is, and the difference between two of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from mailmend.flow import Flow
from mailmend.spf.addresses import BITS, FOURTH, Address, Family, parse_address
from mailmend.spf.evaluate import check_host
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.result import Result

Path: TypeAlias = tuple[tuple[str, str], ...]
Range: TypeAlias = tuple[Family, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
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


class _Block(dict[str, Any]):
    """A block of IPv4 addresses by the next octet of the dotted quad, filled as its addresses are asked for.

    ``bits`` follow that octet. The values are smaller blocks, and regions after the last octet. So an address is found
    by its text: no number is computed and nothing is searched.
    """

    def __init__(self, quads: _Quads, begin: int, bits: int) -> None:
        super().__init__()
        self._quads = quads
        self._begin = begin
        self._bits = bits

    def __missing__(self, octet: str) -> object:
        begin = self._begin + (FOURTH[octet] << self._bits)
        found = self[octet] = self._quads.block(begin, self._bits) if self._bits else self._quads.region(begin)
        return found


class _Quads:
    """The IPv4 regions, and the blocks that lie in one region: one of each size is enough, wherever it is asked for."""

    def __init__(self, regions: tuple[Region, ...]) -> None:
        self._regions = [region for region in regions if region.family == 4]
        self._lasts = [region.last for region in self._regions]
        self._shared: dict[tuple[int, int], _Block] = {}

    def region(self, value: int) -> Region:
        """The region of one address."""
        return self._regions[bisect_left(self._lasts, value)]

    def block(self, begin: int, bits: int) -> _Block:
        """The block of ``bits`` that begins at ``begin``."""
        place = bisect_left(self._lasts, begin)
        if self._lasts[place] < begin + (1 << bits) - 1:
            return _Block(self, begin, bits - 8)
        return self._shared.setdefault((place, bits), _Block(self, begin, bits - 8))


@dataclass(frozen=True, slots=True, kw_only=True)
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
    quads: _Block = field(init=False, repr=False, compare=False)
    sixes: _Table = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sixes = [region for region in self.regions if region.family == 6]
        object.__setattr__(self, "quads", _Block(_Quads(self.regions), 0, 24))
        object.__setattr__(self, "sixes", ([region.first for region in sixes[1:]], sixes))

    def at(self, ip: str) -> Region:
        """The region of ``ip``; raises :class:`~mailmend.errors.UsageError` where it is not an IP address."""
        try:
            first, second, third, fourth = ip.split(".")
            found: Region = self.quads[first][second][third][fourth]
        except (ValueError, KeyError):
            return self._at(parse_address(ip))
        return found

    def _at(self, address: Address) -> Region:
        if address.family == 4:
            return self.at(str(address))
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
