"""The authoritative servers of a zone, each asked directly at every address of both families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailmend.flow import Answer, Flow, ask, question
from mailmend.frozen import frozen
from mailmend.model import Awaited, Delegation, ServerStanding, Standing

_MOST_SERVERS = 13
_MOST_ADDRESSES = 4
_MOST_PARENTS = 4


@frozen
class Zone:
    """A zone and its servers, each with its addresses; ``parent`` is the zone above it with that zone's servers."""

    name: str
    servers: tuple[tuple[str, tuple[str, ...]], ...]
    parent: str | None = None
    parents_servers: tuple[str, ...] = ()


def zone_of(name: str) -> Flow[Zone | None]:
    """The zone of ``name`` as the resolver tells it, else as its parent's servers do; None where nobody tells."""
    labels = name.rstrip(".").split(".")
    above = [".".join(labels[at:]) + "." for at in range(len(labels))] + ["."]
    answers = yield from ask(*(question(each, "NS") for each in above))
    known = [answer for answer in answers if answer.outcome == "data"]
    if not known:
        return None
    apex, parents = known[0], known[1:]
    unknown = [answer for answer in answers[: answers.index(apex)] if answer.outcome == "unavailable"]
    if unknown:
        # The resolver lives, since it told of the zone above: this zone's own servers are what fails.
        delegated = yield from _delegated(unknown[-1].question.name, tuple(apex.data))
        if delegated is not None:
            apex, parents = delegated, known
    if apex.question.name == ".":
        return None
    return (yield from _with_addresses(apex, parents[0] if parents else None))


def _delegated(name: str, parents_servers: tuple[str, ...]) -> Flow[Answer | None]:
    """The delegation of ``name`` as the first of its parent's servers that tells one gives it."""
    servers = sorted(parents_servers)[:_MOST_PARENTS]
    answers = yield from ask(*(question(name, "NS", server=server) for server in servers))
    told = next((answer for answer in answers if answer.outcome == "data"), None)
    return None if told is None else replace(told, question=question(name, "NS"))


def _with_addresses(apex: Answer, parent: Answer | None) -> Flow[Zone]:
    names = tuple(sorted({server.lower() for server in apex.data}))[:_MOST_SERVERS]
    addresses = yield from ask(*(question(server, type) for server in names for type in ("A", "AAAA")))
    by_name = {
        server: tuple(a for answer in addresses if answer.question.name == server for a in answer.data)
        for server in names
    }
    return Zone(
        name=apex.question.name,
        servers=tuple((server, by_name[server][: 2 * _MOST_ADDRESSES]) for server in names),
        parent=parent.question.name if parent else None,
        parents_servers=tuple(sorted(parent.data))[:_MOST_PARENTS] if parent else (),
    )


def ask_all(zone: Zone, awaited: Sequence[Awaited]) -> Flow[tuple[ServerStanding, ...]]:
    """Each server at each of its addresses: its serial, and the awaited RRsets. What they mean is said elsewhere."""
    places = [(server, address) for server, addresses in zone.servers for address in addresses]
    types = [each.type for each in awaited]
    asked = [
        question(name, type, server=address)
        for _, address in places
        for name, type in [(zone.name, "SOA"), *((awaited[0].name, type) for type in types)]
    ]
    answers = yield from ask(*asked)
    width = 1 + len(types)
    found = [
        _told(server, address, answers[at * width : (at + 1) * width]) for at, (server, address) in enumerate(places)
    ]
    homeless = [server for server, addresses in zone.servers if not addresses]
    return (*found, *(_nowhere(server) for server in homeless))


def delegation(zone: Zone, found: Sequence[ServerStanding]) -> Flow[Delegation]:
    """The NS names as the first parent's server that tells gives them, and as the zone's own servers do."""
    speaking = next((s.address for s in found if s.address and s.standing is not Standing.FAILED), None)
    parents = yield from ask(*(question(zone.name, "NS", server=server) for server in zone.parents_servers))
    own = yield from ask(*([question(zone.name, "NS", server=speaking)] if speaking else []))
    return Delegation(zone=zone.name, parent=zone.parent, at_parent=_names(parents), at_zone=_names(own))


def _names(answers: Sequence[Answer]) -> tuple[str, ...]:
    return next((tuple(sorted(str(ns).lower() for ns in a.data)) for a in answers if a.outcome == "data"), ())


def _told(server: str, address: str, answers: Sequence[Answer]) -> ServerStanding:
    soa, rrsets = answers[0], tuple(answers[1:])
    failed = next((answer.reason for answer in answers if answer.outcome == "unavailable"), None)
    # RFC 1912 §2.8: a server that is named for the zone and does not hold it is lame, whatever it says of names in it.
    reason = failed or (None if soa.outcome == "data" else "lame")
    return ServerStanding(
        server=server,
        address=address,
        standing=Standing.FAILED if reason else Standing.OTHER,
        serial=soa.data[0][2] if soa.outcome == "data" else None,
        negative_ttl=_negative_ttl(soa),
        reason=reason,
        answers=rrsets,
    )


def _negative_ttl(soa: Answer) -> int | None:
    """How long caches hold that a name or a type does not exist (RFC 2308 section 5)."""
    if soa.outcome != "data":
        return None
    minimum = int(soa.data[0][6])
    return minimum if soa.ttl is None else min(minimum, soa.ttl)


def _nowhere(server: str) -> ServerStanding:
    return ServerStanding(server=server, address=None, standing=Standing.FAILED, reason="no address")
