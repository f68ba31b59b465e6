"""What mailmend knows beforehand: dated facts about senders, receivers' replies, DNS hosts and Microsoft's pools.

The facts are packaged data, each with its source and date. The edge reads the files once
(:func:`mailmend.sources.packaged.knowledge`) and hands their tables in; here they become nouns, each part when it is
first asked for, so that nobody pays for what they do not use. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from mailmend.knowledge.blocklist import Blocklist, Blocklists
from mailmend.knowledge.dns_host import DnsHost, DnsHosts, dns_host_of
from mailmend.knowledge.facts import Table
from mailmend.knowledge.names import matches
from mailmend.knowledge.pool import PoolFacts, PoolRange, Pools, PoolSign, SignalFacts
from mailmend.knowledge.reply import Meaning, Receiver, Replies
from mailmend.knowledge.sender import Sender, SenderKind, Senders, SpfPlace, sender_of
from mailmend.knowledge.suffixes import Suffixes

__all__ = [
    "Blocklist",
    "Blocklists",
    "DnsHost",
    "DnsHosts",
    "Knowledge",
    "Meaning",
    "PoolFacts",
    "PoolRange",
    "PoolSign",
    "Pools",
    "Receiver",
    "Replies",
    "Sender",
    "SenderKind",
    "Senders",
    "SignalFacts",
    "SpfPlace",
    "Suffixes",
    "matches",
]


class Knowledge:
    """All facts. ``tables`` maps the path of each file below ``knowledge/`` to what it holds; it is not changed."""

    def __init__(self, tables: Mapping[str, Table], suffix_list: str) -> None:
        self._tables = tables
        self._suffix_list = suffix_list

    @cached_property
    def pools(self) -> Pools:
        """Microsoft's delivery pools."""
        return Pools(self._tables["pools.toml"])

    @cached_property
    def replies(self) -> Replies:
        """What servers mean by their replies."""
        return Replies(self._folder("receivers"))

    @cached_property
    def suffixes(self) -> Suffixes:
        """Organizational domains; the public suffix list."""
        return Suffixes(self._suffix_list)

    @cached_property
    def directory(self) -> Senders:
        """The senders with all their look-ups."""
        return Senders(sender_of(id, facts) for id, facts in self._folder("senders").items())

    @cached_property
    def mailboxes(self) -> tuple[str, ...]:
        """Domains under which the public has mailboxes."""
        return tuple(self._tables["mailboxes.toml"]["domains"])

    @cached_property
    def lists(self) -> Blocklists:
        """Lists of addresses and domains from which mail is refused."""
        return Blocklists(self._tables["blocklists.toml"])

    @cached_property
    def dns_hosts(self) -> DnsHosts:
        """The hosts at which people edit their zones."""
        return DnsHosts(dns_host_of(id, facts) for id, facts in self._folder("dns_hosts").items())

    @property
    def senders(self) -> tuple[Sender, ...]:
        """Every known sending service, mail host and gateway."""
        return self.directory.all

    def sender_by_ptr(self, name: str) -> Sender | None:
        """See :meth:`Senders.by_ptr`."""
        return self.directory.by_ptr(name)

    def sender_by_mx(self, name: str) -> Sender | None:
        """See :meth:`Senders.by_mx`."""
        return self.directory.by_mx(name)

    def sender_by_include(self, domain: str) -> Sender | None:
        """See :meth:`Senders.by_include`."""
        return self.directory.by_include(domain)

    def sender_by_envelope(self, domain: str) -> Sender | None:
        """See :meth:`Senders.by_envelope`."""
        return self.directory.by_envelope(domain)

    def _folder(self, folder: str) -> dict[str, Table]:
        """The tables of one folder by the name of their file without its ending."""
        start, end = f"{folder}/", ".toml"
        return {path[len(start) : -len(end)]: facts for path, facts in self._tables.items() if path.startswith(start)}
