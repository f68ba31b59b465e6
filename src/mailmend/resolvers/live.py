"""DNS asked live: through a resolver, or directly from an authoritative server (``Question.server``).

All questions of a batch travel at the same time. A question waits about 4 s at most, a batch about 6 s; silent
servers are left alone for a while (see :class:`~mailmend.resolvers.transport.Health`).

A name that is no DNS name (a label over 63 bytes, more than 255 in all) is not asked: it cannot exist.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import dns.exception
import dns.resolver

from mailmend.errors import UsageError
from mailmend.flow import Answer, Answers, Batch, Question, Reason, question, unavailable
from mailmend.frozen import frozen
from mailmend.rdns import scope
from mailmend.resolvers.names import labels_of, server_key
from mailmend.resolvers.spec import Spec
from mailmend.resolvers.transport import Channel, Datagrams, Encrypted, Endpoint, Health
from mailmend.resolvers.wire import MAX_CHAIN, Query, type_code

BATCH_PATIENCE = 6.0
GRACE = 0.3
WORKERS = 16
MAX_ADDRESSES = 4
ADDRESSES_KEPT = 60.0
ADDRESS_TYPES = ("A", "AAAA")


@frozen(kw_only=False)
class _Server:
    """An authoritative server to be asked directly: the way to it, or why there is none and whose failure that is."""

    channel: Channel | None
    until: float
    reason: Reason = "timeout"
    failed_at: str | None = None


class LiveResolver:
    """A resolver by the network; see :func:`mailmend.resolvers.open`.

    ``authoritative_port`` and ``context`` are for servers of one's own on other ports and with certificates of one's
    own; ``workers`` is how many questions may wait at the same time. Raises UsageError where the system names no
    resolver.
    """

    asked_at = None
    live = True

    def __init__(
        self,
        spec: Spec,
        *,
        allow_private: bool = False,
        authoritative_port: int = 53,
        context: ssl.SSLContext | None = None,
        workers: int = WORKERS,
    ) -> None:
        self.name = spec.text
        self._allow_private = allow_private
        self._authoritative_port = authoritative_port
        self._health = Health()
        self._servers: dict[str, _Server] = {}
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="mailmend-dns")
        endpoints = _system_endpoints() if spec.kind == "system" else (Endpoint(spec.host, spec.port),)
        # A failure is told of who failed: the resolver as the user named it, the system's by its address.
        self._called = endpoints[0].host if spec.kind == "system" else spec.text
        self._channel: Channel
        if spec.kind in ("tls", "https"):
            self._channel = Encrypted(endpoints[0], self._health, path=spec.path, context=context)
        else:
            self._channel = Datagrams(endpoints, self._health)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._channel.close()

    def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order, within about 6 s.

        Raises UsageError for a record type that does not exist; whatever the network does is an answer.
        """
        for asked in questions:
            type_code(asked.type)
        deadline = time.monotonic() + BATCH_PATIENCE
        distinct = tuple(dict.fromkeys(questions))
        futures = {q: self._pool.submit(self._ask, q, deadline) for q in distinct if q.server is None}
        servers = self._find_servers({q.server for q in distinct if q.server is not None}, deadline)
        for q in distinct:
            if q.server is not None:
                futures[q] = self._pool.submit(self._ask, q, deadline, servers[q.server])
        answers = {q: self._wait(q, future, deadline) for q, future in futures.items()}
        return tuple(answers[q] for q in questions)

    def _wait(self, asked: Question, future: Future[Answer], deadline: float) -> Answer:
        try:
            return future.result(timeout=max(0.0, deadline + GRACE - time.monotonic()))
        except TimeoutError:
            future.cancel()
            return unavailable(asked, "timeout", asked.server or self._called)

    def _ask(self, asked: Question, deadline: float, server: _Server | None = None) -> Answer:
        name = labels_of(asked.name)
        if name is None:
            return Answer(question=asked, outcome="nxdomain")
        channel, failed_at = self._channel, self._called
        if server is not None and asked.server is not None:
            if server.channel is None:
                return unavailable(asked, server.reason, server.failed_at)
            channel, failed_at = server.channel, asked.server
        ttls: list[int] = []
        for _ in range(MAX_CHAIN + 1):
            reply = channel.ask(Query(name, asked.type, recursive=channel is self._channel), deadline)
            ttls += reply.ttls
            if reply.said in ("data", "nodata", "nxdomain"):
                # A negative answer without a SOA says nothing of its lifetime (RFC 2308 §5).
                ttl = min(ttls) if reply.ttls else None
                return Answer(question=asked, outcome=reply.said, data=reply.data, ttl=ttl)
            if reply.said != "alias":
                return unavailable(asked, reply.reason or "malformed", failed_at)
            # Where an alias leads out of what the server answers for, the rest of the chain is the resolver's.
            name, channel, failed_at = reply.target, self._channel, self._called
        return unavailable(asked, "servfail", failed_at)

    # -- servers asked directly ---------------------------------------------------------------------------------------

    def _find_servers(self, servers: Iterable[str], deadline: float) -> dict[str, _Server]:
        """The way to each of ``servers``; the addresses not known yet are learnt, all at the same time."""
        now = time.monotonic()
        known = {server: held for server, held in tuple(self._servers.items()) if held.until > now}
        lookups: dict[str, list[tuple[Question, Future[Answer]]]] = {}
        for server in set(servers) - known.keys():
            key = server_key(server)
            if key is None or not key.endswith("."):
                known[server] = self._server(server, () if key is None else (key,))
                continue
            asked = [question(key, rtype) for rtype in ADDRESS_TYPES]
            lookups[server] = [(q, self._pool.submit(self._ask, q, deadline)) for q in asked]
        for server, futures in lookups.items():
            answers = [self._wait(q, future, deadline) for q, future in futures]
            addresses = tuple(address for answer in answers for address in answer.data)
            failed = next((answer for answer in answers if answer.outcome == "unavailable"), None)
            known[server] = self._server(server, addresses, failed)
        self._servers = known
        return known

    def _server(self, server: str, addresses: tuple[str, ...], failed: Answer | None = None) -> _Server:
        """The way to ``server``. What DNS names may be anything, so only public addresses are asked."""
        until = time.monotonic() + ADDRESSES_KEPT
        if not addresses and failed is not None:
            # Our own resolver failed: nothing to be kept, the next batch may do better.
            return _Server(None, 0.0, failed.reason or "timeout", failed.failed_at)
        if not addresses:
            return _Server(None, until, "lame", server)
        allowed = [address for address in addresses if self._allow_private or scope(address) == "public"]
        if not allowed:
            return _Server(None, until, "private", server)
        endpoints = [Endpoint(address, self._authoritative_port) for address in allowed[:MAX_ADDRESSES]]
        return _Server(Datagrams(endpoints, self._health), until)


def _system_endpoints() -> tuple[Endpoint, ...]:
    """The resolvers of the machine, as dnspython reads its configuration."""
    try:
        system = dns.resolver.Resolver(configure=True)
    except (dns.exception.DNSException, OSError):
        raise UsageError("this machine names no DNS resolver: say which one to ask with --dns ADDRESS") from None
    endpoints = tuple(Endpoint(str(address), system.port) for address in system.nameservers)
    if not endpoints:
        raise UsageError("this machine names no DNS resolver: say which one to ask with --dns ADDRESS")
    return endpoints[:3]
