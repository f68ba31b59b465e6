"""Where a change stands: on each authoritative server, in caches, and for the failed message."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.message import Identities
from mailmend.spf import Result


@frozen
class Awaited:
    """What is to be seen in DNS at one name and type: ``after``, where ``before`` was; None: whatever stands there."""

    name: str
    type: str
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None


@frozen
class Verdict:
    """Where a change stands now: on every authoritative server, in the resolver, and for the failed message.

    ``result`` is SPF for the failed message with the answers of the servers that have the change, ``cached_result``
    with those of the resolver that was asked. ``stale_until`` is when the last cache must have let go of the old
    answer, as far as it can be told. ``resolver_failed`` says that our own resolver told nothing; ``stand_in`` as in
    :class:`SpfCheck`.
    """

    name: str
    awaited: tuple[Awaited, ...]
    now: datetime
    servers: tuple[ServerStanding, ...] = ()
    delegation: Delegation | None = None
    identities: Identities | None = None
    result: Result | None = None
    cached: Standing | None = None
    cached_result: Result | None = None
    stale_until: datetime | None = None
    resolver_failed: bool = False
    stand_in: bool = False

    @property
    def landed(self) -> bool:
        """Whether every server that can be reached has what is awaited."""
        reached = [server for server in self.servers if server.standing is not Standing.UNREACHED]
        return bool(reached) and all(server.standing is Standing.LANDED for server in reached)

    @property
    def failing(self) -> tuple[ServerStanding, ...]:
        """The servers that fail, or are behind one that has what is awaited."""
        begun = any(server.standing is Standing.LANDED for server in self.servers)
        bad = (Standing.FAILED, Standing.OLD, Standing.OTHER) if begun else (Standing.FAILED,)
        return tuple(server for server in self.servers if server.standing in bad)

    @property
    def passes(self) -> bool:
        """Whether the failed message would pass; where nothing can be evaluated, nothing speaks against it."""
        return self.result in (Result.PASS, None)


@frozen
class ServerStanding:
    """One authoritative server at one of its addresses, asked directly.

    ``negative_ttl`` is how long, in seconds, caches hold that something in the zone does not exist.
    """

    server: str
    address: str | None
    standing: Standing
    serial: int | None = None
    negative_ttl: int | None = None
    reason: str | None = None
    answers: tuple[Answer, ...] = ()


class Standing(StrEnum):
    """What one authoritative server has: what is awaited, what was there before, something else, or no answer.

    ``unreached`` is a server over an address family over which no server answered: that may be our own network.
    """

    LANDED = "landed"
    OLD = "old"
    OTHER = "other"
    FAILED = "failed"
    UNREACHED = "unreached"


@frozen
class Delegation:
    """The NS names that the parent's servers hand out and those that the zone itself holds; empty where not told."""

    zone: str
    parent: str | None
    at_parent: tuple[str, ...] = ()
    at_zone: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether both are known and not the same."""
        return bool(self.at_parent and self.at_zone) and self.at_parent != self.at_zone
