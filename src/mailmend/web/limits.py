"""Fair shares: how often a client or a domain may be asked about, and how much is worked on at a time."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from mailmend.frozen import frozen
from mailmend.web.problems import BUSY, ProblemError
from mailmend.web.settings import Network

# Whoever has not asked for longest is forgotten first; he would have his full share again anyway.
MOST_KEPT = 20_000


@frozen(kw_only=False)
class Share:
    """What is left of a share after one request: ``limit`` a minute, ``left``, and seconds until it is whole again."""

    limit: int
    left: int
    reset: int
    wait: int
    allowed: bool

    @property
    def headers(self) -> dict[str, str]:
        """The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-06, and Retry-After (RFC 9110 §10.2.3)."""
        fields = {
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.left),
            "ratelimit-reset": str(self.reset),
        }
        return fields if self.allowed else {**fields, "retry-after": str(self.wait)}


class Shares:
    """A bucket of ``per_minute`` tokens for each key, filled evenly; safe to use from several threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> Share | None:
        """One token of ``key``; None where there is no limit."""
        if not self._limit:
            return None
        now, rate = self._clock(), self._limit / 60
        with self._lock:
            tokens, since = self._held.pop(key, (float(self._limit), now))
            tokens = min(float(self._limit), tokens + (now - since) * rate)
            allowed = tokens >= 1
            tokens -= allowed
            self._held[key] = (tokens, now)
            if len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        whole, wait = (self._limit - tokens) / rate, max(0.0, 1 - tokens) / rate
        return Share(self._limit, int(tokens), int(whole) + 1, int(wait) + 1, allowed)


class Room:
    """How many requests are worked on at a time, how many of them one client's, and how many bytes of theirs are held.

    ``of_one`` 0: one client may have all seats.
    """

    def __init__(self, most: int, most_bytes: int, of_one: int = 0) -> None:
        self.taken = 0
        self._most = most
        self._of_one = of_one or most
        self._clients: Counter[str] = Counter()
        self.free_bytes = most_bytes

    @contextmanager
    def seat(self, client: str) -> Iterator[None]:
        """Room for one request; raises ProblemError where there is none: who waits in a queue helps nobody."""
        if self.taken >= self._most or self._clients[client] >= self._of_one:
            raise ProblemError(BUSY, {"retry-after": "2"})
        self.taken += 1
        self._clients[client] += 1
        try:
            yield
        finally:
            self.taken -= 1
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

    def hold(self, size: int) -> None:
        """Room for ``size`` bytes, which ``free_bytes`` gets back later; raises ProblemError where there is none."""
        if size > self.free_bytes:
            raise ProblemError(BUSY, {"retry-after": "5"})
        self.free_bytes -= size


def client_key(peer: str, forwarded_for: str, proxies: tuple[Network, ...]) -> str:
    """Who asks: ``peer``, or behind proxies of ours the last address in ``X-Forwarded-For`` that is none of them.

    What a client writes there himself stands further left and is never looked at.
    """
    if not proxies:
        return _network(peer)
    hops = [peer, *reversed([hop.strip() for hop in forwarded_for.split(",")][-20:])] if forwarded_for else [peer]
    client = peer
    for hop in hops:
        client = hop
        if not _within(hop, proxies):
            break
    return _network(client)


def _within(text: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)


@lru_cache(2048)
def _network(text: str) -> str:
    """An IPv6 client has a /64 for himself (RFC 6177): its addresses are one client."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
