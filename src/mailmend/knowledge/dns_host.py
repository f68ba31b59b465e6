"""DNS hosts: how their name servers are called, and where a person edits a record there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mailmend.frozen import frozen
from mailmend.knowledge.facts import Table, noun
from mailmend.knowledge.names import best_literal


@frozen
class DnsHost:
    """One host, one file of ``knowledge/dns_hosts``; the file's name is its ``id``.

    ``ns_patterns`` are globs of its name servers' names; ``steps`` lead from ``url`` to the record; ``apex`` is what
    its form wants as the name of the domain itself (``@``, or nothing); ``quotes``: it wants texts in quotes, split at
    255 bytes. ``via`` is the way by which mailmend publishes there by itself.

    ``evidence`` says how the path is known: ``documented``, ``seen-in-guides`` or ``general-knowledge``.
    """

    id: str
    name: str
    ns_patterns: tuple[str, ...]
    url: str
    steps: tuple[str, ...]
    apex: str
    source: str
    date: date
    evidence: str
    quotes: bool = False
    via: str | None = None
    note: str = ""


class DnsHosts:
    """All known hosts."""

    __slots__ = ("all",)

    def __init__(self, hosts: Iterable[DnsHost]) -> None:
        self.all = tuple(sorted(hosts, key=lambda host: host.id))

    def by_ns(self, names: Iterable[str]) -> DnsHost | None:
        """Whose name servers these are: the host whose patterns fit them best; None where none fits."""
        scored = [(best_literal(name, host.ns_patterns), host) for name in names for host in self.all]
        score, host = max(scored, key=lambda pair: pair[0], default=(-1, None))
        return host if score >= 0 else None


def dns_host_of(id: str, facts: Table) -> DnsHost:
    """The host that one file tells of."""
    return noun(DnsHost, facts, id=id)
