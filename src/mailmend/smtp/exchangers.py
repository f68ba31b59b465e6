"""Where a domain takes its mail: MX, else its own address (RFC 5321 §5.1), or nowhere (RFC 7505)."""

from __future__ import annotations

from typing import Final

from mailmend.flow import Answer, Flow, ask, question
from mailmend.frozen import frozen

# RFC 7208 §4.6.4 lets no more than ten be asked; who has more has made a mistake.
MOST_HOSTS: Final = 10
_ROOT: Final = "."


@frozen
class Exchanger:
    """One mail exchanger: its name without the root dot, and what DNS says of it.

    ``alias`` is the CNAME answer where the name is an alias, which it must not be (RFC 2181 §10.3); ``addresses`` are
    the A and AAAA answers.
    """

    preference: int
    host: str
    addresses: tuple[Answer, ...]
    alias: Answer | None = None

    @property
    def ips(self) -> tuple[str, ...]:
        """Its addresses, as DNS spells them."""
        return tuple(str(value) for answer in self.addresses if answer.outcome == "data" for value in answer.data)

    @property
    def unavailable(self) -> bool:
        """Whether DNS failed where its addresses were asked for, so that nothing can be said of them."""
        return any(answer.outcome == "unavailable" for answer in self.addresses)


@frozen
class Exchangers:
    """Where ``domain`` takes its mail. ``answer`` is the MX answer, ``own`` the domain's own A and AAAA answers."""

    domain: str
    answer: Answer
    own: tuple[Answer, ...]
    hosts: tuple[Exchanger, ...] = ()

    @property
    def null(self) -> bool:
        """Whether the domain says that it takes no mail: a single MX whose host is the root (RFC 7505 §3)."""
        return self.answer.outcome == "data" and len(self.answer.data) == 1 and self.answer.data[0][1] == _ROOT

    @property
    def has_address(self) -> bool:
        """Whether the domain has an address of its own."""
        return any(answer.outcome == "data" for answer in self.own)

    @property
    def nowhere(self) -> bool:
        """Whether there is surely neither MX nor address, so that no mail can be sent to it (RFC 5321 §5.1)."""
        known = all(answer.outcome != "unavailable" for answer in (self.answer, *self.own))
        return known and self.answer.outcome != "data" and not self.has_address


def exchangers(domain: str) -> Flow[Exchangers]:
    """Where ``domain`` takes its mail; of many exchangers the first ten are looked at."""
    answer, *own = yield from ask(*(question(domain, kind) for kind in ("MX", "A", "AAAA")))
    named = sorted({(int(preference), str(host).lower()) for preference, host in answer.data})
    named = [each for each in named if each[1] != _ROOT][:MOST_HOSTS]
    hosts = [host for _, host in named]
    asked = yield from ask(*(question(host, kind) for host in hosts for kind in ("CNAME", "A", "AAAA")))
    found = tuple(
        Exchanger(
            preference=preference,
            host=host.rstrip("."),
            addresses=asked[3 * at + 1 : 3 * at + 3],
            alias=asked[3 * at] if asked[3 * at].outcome == "data" else None,
        )
        for at, (preference, host) in enumerate(named)
    )
    return Exchangers(domain=domain, answer=answer, own=tuple(own), hosts=found)
