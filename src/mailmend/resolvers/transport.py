"""How a query reaches a server: UDP with TCP behind it, TLS (RFC 7858), HTTPS (RFC 8484). All waits are bounded.

A server that was silent several times in a row is not asked again for a while, so that a dead one costs seconds, not
minutes. That no answer came, for whatever cause, is ``timeout``: also a closed port (ICMP port unreachable), a network
without a route, and a connection that breaks. What answers, but not to the question or not as the server that it
should be (a certificate that does not verify), is ``malformed``.
"""

from __future__ import annotations

import http.client
import selectors
import socket
import ssl
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Protocol

from mailmend.flow import Reason
from mailmend.frozen import frozen
from mailmend.resolvers.wire import Query, Reply, failure

PATIENCE = 4.0  # seconds that one question waits for replies over UDP, its repetition included
TRIES = 2
STREAM_PATIENCE = 2.0  # seconds for one exchange over a connection
MAX_MESSAGE = 65535
DEAD_FOR = 30.0
ROOT_PATIENCE = 1.0  # seconds; what is asked of the root, every resolver that works has at hand


@frozen(kw_only=False)
class Endpoint:
    """Where a server listens; ``host`` is an address for UDP, a name or an address for TLS and HTTPS."""

    host: str
    port: int


class Health:
    """Which servers are worth asking.

    Dead for a while is a server that was silent (or sent nothing but garbage) 3 times in a row and never spoke; and it
    is asked once more, for what a slow domain behind it cannot hold up. One that has spoken is dead only where it is
    silent then too, after 6 times: questions about other domains must not fail because many about one are in vain.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silences: dict[Endpoint, int] = {}
        self._spoke: set[Endpoint] = set()
        self._dead: dict[Endpoint, tuple[float, Reason]] = {}
        self._condemned: set[Endpoint] = set()

    def fault(self, endpoint: Endpoint) -> Reason | None:
        """How ``endpoint`` failed, where it is to be left alone now."""
        until, reason = self._dead.get(endpoint, (0.0, None))
        return reason if until > time.monotonic() else None

    def spoke(self, endpoint: Endpoint) -> None:
        """A reply came."""
        with self._lock:
            self._silences.pop(endpoint, None)
            self._dead.pop(endpoint, None)
            self._spoke.add(endpoint)

    def failed(self, endpoint: Endpoint, reason: Reason) -> None:
        """A try brought no reply."""
        with self._lock:
            self._silences[endpoint] = self._silences.get(endpoint, 0) + 1
            if self._silences[endpoint] >= (6 if endpoint in self._spoke else 3):
                if self.fault(endpoint) is None:
                    self._condemned.add(endpoint)
                if endpoint not in self._spoke:
                    self._dead[endpoint] = (time.monotonic() + DEAD_FOR, reason)
                self._silences.pop(endpoint)

    def give_up(self, endpoints: Sequence[Endpoint], reason: Reason) -> None:
        """Leave ``endpoints`` alone for a while."""
        with self._lock:
            self._dead.update(dict.fromkeys(endpoints, (time.monotonic() + DEAD_FOR, reason)))

    def condemned(self, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        """Those of ``endpoints`` that have been given up since somebody asked here."""
        with self._lock:
            found = [endpoint for endpoint in endpoints if endpoint in self._condemned]
            self._condemned.difference_update(found)
        return found


class Channel(Protocol):
    """A way to one resolver or server."""

    def ask(self, query: Query, deadline: float) -> Reply:
        """The reply to ``query``, at the latest at ``deadline`` (``time.monotonic``); never raises."""

    def close(self) -> None:
        """Let go of connections."""


class Datagrams:
    """UDP, and TCP where an answer is too long for it (RFC 7766), to a server at one or several endpoints."""

    def __init__(self, endpoints: Sequence[Endpoint], health: Health) -> None:
        self._endpoints = tuple(endpoints)
        self._health = health

    def close(self) -> None:
        """Nothing stays open between questions."""

    def ask(self, query: Query, deadline: float) -> Reply:
        """The first useful reply of any endpoint; a failure that was said counts more than silence."""
        faults = [self._health.fault(endpoint) for endpoint in self._endpoints]
        left = [endpoint for endpoint, fault in zip(self._endpoints, faults, strict=True) if fault is None]
        worst = failure("malformed" if "malformed" in faults else "timeout")
        while left and time.monotonic() < deadline:
            endpoint, reply = self._ask_any(left, query, deadline)
            if reply.said != "unavailable":
                return reply
            worst = reply if worst.reason == "timeout" else worst
            if endpoint is None:
                break
            left.remove(endpoint)
        return worst

    def _ask_any(self, endpoints: Sequence[Endpoint], query: Query, deadline: float) -> tuple[Endpoint | None, Reply]:
        heard = over_udp(endpoints, query, deadline, self._health)
        if isinstance(heard, str):
            self._hear_once_more()
            return None, failure(heard)
        endpoint, wire = heard
        self._health.spoke(endpoint)
        reply = query.read(wire)
        if reply.said == "no-edns":
            return self._ask_any((endpoint,), query.without_edns(), deadline)
        if reply.said == "truncated":
            return endpoint, over_tcp(endpoint, query, deadline)
        return endpoint, reply

    def _hear_once_more(self) -> None:
        """All questions about a domain whose servers are silent time out behind a resolver that is well."""
        if condemned := self._health.condemned(self._endpoints):
            root = Query((), "NS", recursive=True)
            heard = over_udp(condemned, root, time.monotonic() + ROOT_PATIENCE, Health())
            if isinstance(heard, str):
                self._health.give_up(condemned, heard)
            else:
                self._health.spoke(heard[0])


def over_udp(
    endpoints: Sequence[Endpoint], query: Query, deadline: float, health: Health
) -> tuple[Endpoint, bytes] | Reason:
    """The first reply to ``query`` and who sent it, or the reason why there is none.

    Each endpoint is asked in turn, twice, on a socket of its own; a late reply to an earlier try still counts.
    """
    wait = PATIENCE / (TRIES * len(endpoints))
    garbage = False
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        sockets: dict[Endpoint, socket.socket] = {}
        for endpoint in (*endpoints,) * TRIES:
            sent = _send(endpoint, query.wire, sockets, selector, stack)
            until = min(time.monotonic() + wait, deadline)
            while sent and (left := until - time.monotonic()) > 0:
                unreachable = False
                for key, _ in selector.select(left):
                    wire = _receive(key.fileobj)
                    if wire is None:
                        unreachable = key.data == endpoint
                    elif query.is_answered_by(wire):
                        return key.data, wire
                    else:
                        garbage = True
                if unreachable:
                    break
            health.failed(endpoint, "malformed" if garbage else "timeout")
    return "malformed" if garbage else "timeout"


def _send(
    endpoint: Endpoint,
    wire: bytes,
    sockets: dict[Endpoint, socket.socket],
    selector: selectors.BaseSelector,
    stack: ExitStack,
) -> bool:
    """Send ``wire``; False where the network says at once that it cannot. A connected socket hears its peer only."""
    try:
        if endpoint not in sockets:
            family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
            sock = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            sock.setblocking(False)  # noqa: FBT003 - the name of the method says what the flag is
            sock.connect((endpoint.host, endpoint.port))
            sockets[endpoint] = sock
            selector.register(sock, selectors.EVENT_READ, endpoint)
        sockets[endpoint].send(wire)
    except OSError:
        return False
    return True


def _receive(sock: object) -> bytes | None:
    """A datagram; None where ICMP says that nobody listens."""
    if not isinstance(sock, socket.socket):
        return None
    try:
        return sock.recv(MAX_MESSAGE)
    except BlockingIOError:
        # What arrived was damaged, and the kernel has thrown it away.
        return b""
    except OSError:
        return None


def over_tcp(endpoint: Endpoint, query: Query, deadline: float) -> Reply:
    """The reply over a TCP connection made for it."""
    until = min(deadline, time.monotonic() + STREAM_PATIENCE)
    try:
        with socket.create_connection((endpoint.host, endpoint.port), timeout=_left(until)) as sock:
            wire = _exchange(sock, query.wire, until)
    except OSError:
        return failure("timeout")
    reply = query.read(wire)
    return failure("malformed") if reply.said in ("truncated", "no-edns") else reply


def _exchange(sock: socket.socket, wire: bytes, until: float) -> bytes:
    """RFC 1035 §4.2.2: each message with its length before it. Raises OSError."""
    sock.settimeout(_left(until))
    sock.sendall(struct.pack("!H", len(wire)) + wire)
    (length,) = struct.unpack("!H", _read_exactly(sock, 2, until))
    return _read_exactly(sock, length, until)


def _read_exactly(sock: socket.socket, length: int, until: float) -> bytes:
    data = b""
    while len(data) < length:
        sock.settimeout(_left(until))
        part = sock.recv(length - len(data))
        if not part:
            raise ConnectionError("closed before the end")
        data += part
    return data


def _left(until: float) -> float:
    """Seconds until then. Raises TimeoutError where there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Connections(threading.local):
    """The open connection of each worker thread."""

    held: ssl.SSLSocket | http.client.HTTPSConnection | None = None


class Encrypted:
    """TLS or HTTPS to one resolver: a verified connection for each worker thread, kept between questions."""

    def __init__(self, endpoint: Endpoint, health: Health, *, path: str = "", context: ssl.SSLContext | None) -> None:
        self._endpoint = endpoint
        self._health = health
        self._path = path
        self._context = context or ssl.create_default_context()
        self._mine = _Connections()
        self._all: set[ssl.SSLSocket | http.client.HTTPSConnection] = set()

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in tuple(self._all):
            connection.close()
        self._all.clear()

    def ask(self, query: Query, deadline: float) -> Reply:
        """The reply; a kept connection may have been closed by the far side meanwhile, so a failure is tried again."""
        fault = self._health.fault(self._endpoint)
        if fault is not None:
            return failure(fault)
        reason: Reason = "timeout"
        for _ in range(TRIES):
            until = min(deadline, time.monotonic() + STREAM_PATIENCE)
            try:
                reply = self._post(query, until) if self._path else self._stream(query, until)
            except ssl.SSLCertVerificationError:
                reason = "malformed"
            except http.client.HTTPException:
                reason = "malformed"
            except OSError:
                reason = "timeout"
            else:
                self._health.spoke(self._endpoint)
                return failure("malformed") if reply.said in ("truncated", "no-edns") else reply
            self._forget()
            self._health.failed(self._endpoint, reason)
        return failure(reason)

    def _stream(self, query: Query, until: float) -> Reply:
        """RFC 7858 §3.3."""
        return query.read(_exchange(self._tls(until), query.wire, until))

    def _tls(self, until: float) -> ssl.SSLSocket:
        if isinstance(self._mine.held, ssl.SSLSocket):
            return self._mine.held
        raw = socket.create_connection((self._endpoint.host, self._endpoint.port), timeout=_left(until))
        with ExitStack() as stack:
            stack.callback(raw.close)
            sock = self._context.wrap_socket(raw, server_hostname=self._endpoint.host)
            stack.pop_all()
        self._keep(sock)
        return sock

    def _post(self, query: Query, until: float) -> Reply:
        """RFC 8484 §4.1. A status that refuses us is a refusal; one that says the server is broken is its failure."""
        connection = self._https(until)
        kind = "application/dns-message"
        connection.request("POST", self._path, query.wire, {"Content-Type": kind, "Accept": kind})
        response = connection.getresponse()
        body = response.read(MAX_MESSAGE + 1)
        if not response.isclosed():
            self._forget()
        if response.status == http.client.OK and response.headers.get_content_type() == kind:
            return query.read(body)
        return failure("servfail" if response.status >= 500 else "refused" if response.status >= 400 else "malformed")

    def _https(self, until: float) -> http.client.HTTPSConnection:
        held = self._mine.held
        if not isinstance(held, http.client.HTTPSConnection):
            held = http.client.HTTPSConnection(self._endpoint.host, self._endpoint.port, context=self._context)
            self._keep(held)
        held.timeout = _left(until)
        if held.sock:
            held.sock.settimeout(_left(until))
        return held

    def _keep(self, connection: ssl.SSLSocket | http.client.HTTPSConnection) -> None:
        self._mine.held = connection
        self._all.add(connection)

    def _forget(self) -> None:
        if self._mine.held is not None:
            self._mine.held.close()
            self._all.discard(self._mine.held)
            self._mine.held = None
