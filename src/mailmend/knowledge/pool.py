"""Microsoft's outbound delivery pools: which sign tells which pool, and how surely.

Facts: ``knowledge/pools.toml``. A pool that is not published is never authorised in a record: it carries the relayed
mail of every tenant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from mailmend.frozen import frozen
from mailmend.knowledge.facts import Table, noun
from mailmend.knowledge.names import normal
from mailmend.model import Confidence


@frozen
class PoolFacts:
    """One pool: its marks, and whether Microsoft publishes its addresses in an include."""

    id: str
    name: str
    published: bool
    sfp: tuple[str, ...]
    host_letters: tuple[str, ...]
    reason: str
    source: str
    date: date
    host_starts: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LIKELY


@frozen
class PoolRange:
    """A range of addresses that one pool uses; where an interface range is given, its low 64 bits decide too."""

    network: str
    pool: str
    confidence: Confidence
    reason: str
    source: str
    date: date
    interface_from: str | None = None
    interface_to: str | None = None


@frozen
class SignalFacts:
    """A kind of sign, ``S1`` to ``S13``: where it stands, and what it tells where it tells one pool alone."""

    id: str
    where: str
    confidence: Confidence
    reason: str
    source: str
    date: date
    pool: str | None = None


@frozen
class CloudInclude:
    """The include that Microsoft publishes for one of its clouds."""

    domain: str
    cloud: str
    evidence: str
    source: str
    date: date


@frozen
class PoolSign:
    """What one observation tells: the signal's id, the pool, how sure, why, and where that is known from."""

    signal: str
    pool: str
    confidence: Confidence
    reason: str
    source: str
    date: date


class Pools:
    """The pools, and the look-ups by what a message shows. Every look-up answers None where nothing is known."""

    __slots__ = ("_host", "_networks", "_ranges", "_suffixes", "includes", "pools", "signals", "snapshot_date")

    def __init__(self, facts: Table) -> None:
        origin = {"source": facts["source"], "date": facts["date"]}
        self.pools = {row["id"]: noun(PoolFacts, {**origin, **_sure(row)}) for row in facts["pool"]}
        self.signals = {row["id"]: noun(SignalFacts, {**origin, **_sure(row)}) for row in facts["signal"]}
        self.includes = tuple(noun(CloudInclude, {**origin, **row}) for row in facts["include"])
        self._host = _host_pattern(letters for pool in self.pools.values() for letters in pool.host_letters)
        ranges = (noun(PoolRange, {**origin, **_sure(row)}) for row in facts["range"])
        self._ranges = sorted(map(_Span.of, ranges), key=lambda span: span.size)
        self._suffixes = tuple(f".{suffix}" for suffix in facts["hosts"]["suffixes"])
        self._networks = tuple(_bounds(network) for network in facts["snapshot"]["networks"])
        self.snapshot_date = date.fromisoformat(facts["snapshot"]["date"])

    def by_address(self, ip: str) -> PoolSign | None:
        """The pool to which the address ``ip`` belongs; an IPv4-mapped address counts as IPv4."""
        address = _address(ip)
        span = next((span for span in self._ranges if address is not None and span.holds(address)), None)
        if span is None:
            return None
        row = span.row
        return _sign("S5", row.pool, row.confidence, row.reason, row.source, row.date)

    def by_host(self, name: str) -> PoolSign | None:
        """The pool that the letters of an outbound host's name tell: ``mail-vi1eur05hn2230.…`` is high-risk."""
        plain = normal(name)
        if not plain.endswith(self._suffixes) or len(plain) > _LONGEST_NAME:
            return None
        label = plain.partition(".")[0]
        lettered = self._host.fullmatch(label)
        for pool in self.pools.values():
            if label.startswith(pool.host_starts or ("\0",)) or (lettered and lettered["letters"] in pool.host_letters):
                return _sign("S4", pool.id, pool.confidence, pool.reason, pool.source, pool.date)
        return None

    def by_sfp(self, code: str) -> PoolSign | None:
        """The pool of an SFP code in X-Forefront-Antispam-Report with DIR:OUT."""
        for pool in self.pools.values():
            if code in pool.sfp:
                return _sign("S2", pool.id, pool.confidence, pool.reason, pool.source, pool.date)
        return None

    def by_trace(self, value: str) -> PoolSign | None:
        """The pool that a message trace names in OutboundIpPoolName; undocumented names are possible readings only."""
        facts = self.signals["S1"]
        if value == _TRACE_RELAY:
            return _sign("S1", "relay", facts.confidence, facts.reason, facts.source, facts.date)
        parts = [part for part, mark in (("relay", "relay"), ("high-risk", "highrisk")) if mark in value.lower()]
        if not parts:
            return None
        return _sign("S1", "-".join(parts), Confidence.POSSIBLE, facts.reason, facts.source, facts.date)

    def is_microsoft(self, ip: str) -> bool:
        """Whether ``ip`` lies in a range known as Microsoft's for mail (snapshot of :attr:`snapshot_date`).

        To recognise, never to authorise: what a record covers is asked live.
        """
        address = _address(ip)
        return address is not None and any(_within(address, bounds) for bounds in self._networks)

    def unpublished_within(self, family: int, first: int, last: int) -> bool:
        """Whether the range of addresses from ``first`` to ``last`` holds any of a pool that is not published.

        Only ranges that are at least likely the pool's count: a possible one may belong to somebody else.
        """
        return any(
            span.bounds[0] == family
            and span.bounds[1] <= last
            and first <= span.bounds[2]
            and span.row.confidence is not Confidence.POSSIBLE
            and not self.is_published(span.row.pool)
            for span in self._ranges
        )

    def is_published(self, pool: str) -> bool:
        """Whether Microsoft publishes the addresses of ``pool``; only then may an include stand for it."""
        return pool in self.pools and self.pools[pool].published

    @property
    def published_includes(self) -> tuple[str, ...]:
        """The include names of Microsoft's clouds."""
        return tuple(include.domain for include in self.includes)


_LONGEST_NAME = 253
_TRACE_RELAY = "RegularRelayOutboundPool"


def _host_pattern(letters: Iterable[str]) -> re.Pattern[str]:
    """``mail-<site><forest>NN<letters><number>`` or ``mail-<region>az<letters><number>``: one label, bounded."""
    known = "|".join(sorted(letters, key=len, reverse=True))
    return re.compile(rf"mail-[a-z0-9]{{1,48}}?(?:az|[0-9])(?P<letters>{known})[0-9][0-9a-f]{{0,15}}")


@frozen(kw_only=False)
class _Span:
    """A range as integers, ready to compare: the low 64 bits lie within ``low`` as well."""

    row: PoolRange
    bounds: tuple[int, int, int]
    low: tuple[int, int]

    @classmethod
    def of(cls, row: PoolRange) -> _Span:
        given = (row.interface_from or "::", row.interface_to or "::ffff:ffff:ffff:ffff")
        return cls(row, _bounds(row.network), (int(IPv6Address(given[0])), int(IPv6Address(given[1]))))

    @property
    def size(self) -> int:
        return self.bounds[2] - self.bounds[1]

    def holds(self, address: tuple[int, int]) -> bool:
        return _within(address, self.bounds) and self.low[0] <= address[1] & _LOW_HALF <= self.low[1]


_LOW_HALF = (1 << 64) - 1


def _sign(signal: str, pool: str, confidence: Confidence, reason: str, source: str, when: date) -> PoolSign:
    return PoolSign(signal=signal, pool=pool, confidence=confidence, reason=reason, source=source, date=when)


def _sure(row: Table) -> Table:
    return {**row, "confidence": Confidence(row.get("confidence", Confidence.LIKELY))}


def _bounds(network: str) -> tuple[int, int, int]:
    parsed = ip_network(network)
    return parsed.version, int(parsed.network_address), int(parsed.broadcast_address)


def _within(address: tuple[int, int], bounds: tuple[int, int, int]) -> bool:
    return address[0] == bounds[0] and bounds[1] <= address[1] <= bounds[2]


def _address(ip: str) -> tuple[int, int] | None:
    """Version and number of ``ip``, None where it is no address."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(ip)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.version, int(parsed)
