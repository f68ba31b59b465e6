"""A DNS server on loopback, UDP and TCP, that serves a world: for the demo, and for tests of everything that asks.

It answers as an authoritative server and as a resolver at once (AA and RA set), and can be told to fail in every way
that real servers fail.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, Protocol, Self, TypeAlias, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from mailmend.flow import Answer, Answers, Batch, Question

# One value of ``Answer.data``; its shape depends on the type of the record.
Value: TypeAlias = Any

MAX_UDP = 512
MAX_CHAIN = 16
IDLE = 5.0  # seconds that a TCP client may be silent


class Zone(Protocol):
    """What is served: a world, which answers questions and makes a changed one of itself."""

    def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order."""

    def with_rrset(self, name: str, rtype: str, values: Sequence[Value], ttl: int | None) -> Self:
        """A world like this one with the RRset at (``name``, ``rtype``) replaced."""


class Fault(StrEnum):
    """How the server fails on purpose."""

    TRUNCATE = "truncate"  # every answer over UDP says: ask over TCP
    SERVFAIL = "servfail"
    REFUSED = "refused"
    LAME = "lame"  # not authoritative, and points up to the root
    GARBAGE = "garbage"  # bytes that are no message
    WRONG_ID = "wrong-id"
    WRONG_QUESTION = "wrong-question"
    SILENCE = "silence"
    NO_EDNS = "no-edns"  # FORMERR to whoever speaks EDNS


class EmbeddedDns:
    """Serves ``world`` at ``host``:``port`` (0: any free port) from entering to leaving the ``with`` block.

    ``asked`` lists what arrived, as (``"udp"`` or ``"tcp"``, name, type). ``fault`` and ``delay``, the seconds that
    each answer over UDP takes, may be set at any time.
    """

    def __init__(
        self, world: Zone, *, host: str = "127.0.0.1", port: int = 0, fault: Fault | None = None, delay: float = 0
    ) -> None:
        self._world = world
        self._lock = threading.Lock()
        self.fault = fault
        self.delay = delay
        self.asked: list[tuple[str, str, str]] = []
        self._tcp, self._udp = _sockets(self, host, port)
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.05,), name=f"embedded-dns-{kind}", daemon=True)
            for kind, server in (("tcp", self._tcp), ("udp", self._udp))
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering and free the port."""
        for server, thread in zip((self._tcp, self._udp), self._threads, strict=True):
            if thread.is_alive():
                server.shutdown()
                thread.join()
            server.server_close()

    @property
    def host(self) -> str:
        """The address that it listens at."""
        return str(self._udp.server_address[0])

    @property
    def port(self) -> int:
        """The port that it listens at, for UDP and TCP."""
        return int(self._udp.server_address[1])

    @property
    def address(self) -> str:
        """Where to ask, as ``--dns`` takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def replace(self, name: str, rtype: str, values: Sequence[Value], ttl: int | None = None) -> None:
        """Replace the whole RRset at (``name``, ``rtype``) at once, as a publisher does.

        The values have the shape of ``Answer.data``; a text may also be given as one ``str`` or ``bytes``.
        """
        shaped = [_strings(value) if rtype in ("TXT", "SPF") else value for value in values]
        with self._lock:
            self._world = self._world.with_rrset(name, rtype, shaped, ttl)

    def respond(self, wire: bytes, transport: str) -> bytes | None:
        """The reply to one message, None where none is sent."""
        try:
            query = dns.message.from_wire(wire)
            asked = query.question[0]
        except (dns.exception.DNSException, ValueError, IndexError):
            return None
        name, rtype = asked.name.to_text().lower(), dns.rdatatype.to_text(asked.rdtype)
        with self._lock:
            self.asked.append((transport, name, rtype))
            world, fault = self._world, self.fault
        if fault in (Fault.SILENCE, Fault.GARBAGE):
            return None if fault is Fault.SILENCE else b"\x00garbage\xff" * 3
        try:
            data = self._reply(query, world, Question(name=name, type=rtype), fault).to_wire(max_size=65535)
        except dns.exception.DNSException:
            # The world holds what no message can carry.
            data = self._reply(query, world, Question(name=name, type=rtype), Fault.SERVFAIL).to_wire()
        limit = max(MAX_UDP, query.payload) if query.edns >= 0 else MAX_UDP
        if transport == "udp" and (fault is Fault.TRUNCATE or len(data) > limit):
            return _truncated(query)
        return data

    def _reply(
        self, query: dns.message.Message, world: Zone, asked: Question, fault: Fault | None
    ) -> dns.message.Message:
        reply = dns.message.make_response(query, recursion_available=True)
        if fault is Fault.NO_EDNS and query.edns >= 0:
            reply.use_edns(edns=False)
            reply.set_rcode(dns.rcode.FORMERR)
        elif fault in (Fault.SERVFAIL, Fault.REFUSED):
            reply.set_rcode(dns.rcode.SERVFAIL if fault is Fault.SERVFAIL else dns.rcode.REFUSED)
        elif fault is Fault.LAME:
            reply.flags &= ~dns.flags.RA
            reply.authority.append(dns.rrset.from_text(".", 518400, "IN", "NS", "a.root-servers.net."))
        elif fault is Fault.WRONG_QUESTION:
            reply.question = [
                dns.rrset.RRset(dns.name.from_text("other.example."), dns.rdataclass.IN, query.question[0].rdtype)
            ]
        else:
            _fill(reply, _follow(reply, world, asked), query.question[0].rdtype)
        if fault is Fault.WRONG_ID:
            reply.id = (query.id + 1) % 65536
        return reply


def _follow(reply: dns.message.Message, world: Zone, asked: Question) -> Answer:
    """The answer of ``world``; the aliases on the way to it are put into ``reply`` (RFC 1034 §4.3.2, step 3a)."""
    (answer,) = world.resolve((asked,))
    for _ in range(MAX_CHAIN):
        (alias,) = world.resolve((Question(name=asked.name, type="CNAME"),))
        if asked.type == "CNAME" or alias.outcome != "data" or answer.outcome == "unavailable":
            break
        _append(reply, alias, dns.rdatatype.CNAME)
        asked = Question(name=alias.data[0], type=asked.type)
        (answer,) = world.resolve((asked,))
    return answer


def _fill(reply: dns.message.Message, answer: Answer, rdtype: dns.rdatatype.RdataType) -> None:
    """Say ``answer`` in ``reply``; a world that has nothing to say, or cannot, is a server that failed."""
    if answer.outcome == "unavailable":
        reply.set_rcode(dns.rcode.REFUSED if answer.reason == "refused" else dns.rcode.SERVFAIL)
        return
    reply.flags |= dns.flags.AA
    if answer.outcome == "nxdomain":
        reply.set_rcode(dns.rcode.NXDOMAIN)
    if answer.outcome == "data":
        _append(reply, answer, rdtype)
    elif answer.ttl is not None:
        # RFC 2308 §3: a negative answer carries the SOA whose numbers say how long it lives.
        soa = f"ns.invalid. hostmaster.invalid. 1 3600 600 86400 {answer.ttl}"
        reply.authority.append(dns.rrset.from_text(dns.name.root, answer.ttl, "IN", "SOA", soa))


def _append(reply: dns.message.Message, answer: Answer, rdtype: dns.rdatatype.RdataType) -> None:
    rrset = dns.rrset.RRset(dns.name.from_text(answer.question.name), dns.rdataclass.IN, rdtype)
    rrset.update_ttl(answer.ttl or 0)
    for value in answer.data:
        text = _words(dns.rdatatype.to_text(rdtype), value)
        rrset.add(dns.rdata.from_text(dns.rdataclass.IN, rdtype, text))
    reply.answer.append(rrset)


def _words(rtype: str, value: Value) -> str:
    if rtype in ("TXT", "SPF"):
        return " ".join('"' + "".join(f"\\{byte:03d}" for byte in string) + '"' for string in _strings(value))
    return " ".join(str(field) for field in value) if isinstance(value, tuple) else str(value)


def _strings(value: Value) -> tuple[bytes, ...]:
    """RFC 1035 §3.3: a string of a text record holds at most 255 bytes."""
    if isinstance(value, tuple):
        return value
    data = value.encode() if isinstance(value, str) else bytes(value)
    return tuple(data[at : at + 255] for at in range(0, len(data), 255)) or (b"",)


def _truncated(query: dns.message.Message) -> bytes:
    reply = dns.message.make_response(query, recursion_available=True)
    reply.flags |= dns.flags.TC | dns.flags.AA
    return reply.to_wire()


# -- sockets ----------------------------------------------------------------------------------------------------------


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: EmbeddedDns, host: str, port: int) -> None:
        self.owner = owner
        self.address_family = _family(host)
        super().__init__((host, port), _Stream)


class _Udp(socketserver.UDPServer):
    def __init__(self, owner: EmbeddedDns, host: str, port: int) -> None:
        self.owner = owner
        self.address_family = _family(host)
        super().__init__((host, port), _Datagram)


class _Datagram(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sock = cast("tuple[bytes, socket.socket]", self.request)
        owner = cast("_Udp", self.server).owner
        reply = owner.respond(wire, "udp")
        if reply is None:
            return
        if owner.delay:
            # Answers wait side by side, as those of a distant server do.
            timer = threading.Timer(owner.delay, _send_late, (sock, reply, self.client_address))
            timer.daemon = True
            timer.start()
        else:
            sock.sendto(reply, self.client_address)


def _send_late(sock: socket.socket, reply: bytes, address: tuple[str, int]) -> None:
    # The server may have ended meanwhile.
    with suppress(OSError):
        sock.sendto(reply, address)


class _Stream(socketserver.StreamRequestHandler):
    timeout = IDLE

    def handle(self) -> None:
        """RFC 1035 §4.2.2: messages with their length before them, any number on one connection."""
        try:
            while len(head := self.rfile.read(2)) == 2:
                wire = self.rfile.read(struct.unpack("!H", head)[0])
                reply = cast("_Tcp", self.server).owner.respond(wire, "tcp")
                if reply is not None:
                    self.wfile.write(struct.pack("!H", len(reply)) + reply)
        except OSError:
            return


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _sockets(owner: EmbeddedDns, host: str, port: int) -> tuple[_Tcp, _Udp]:
    """A TCP and a UDP server on the same port. Raises OSError where ``port`` is taken."""
    for _ in range(50):
        tcp = _Tcp(owner, host, port)
        try:
            return tcp, _Udp(owner, host, int(tcp.server_address[1]))
        except OSError:
            tcp.server_close()
            if port:
                raise
    raise OSError(f"no port of {host} is free for both UDP and TCP")
