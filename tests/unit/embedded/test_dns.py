"""The DNS server on loopback, spoken to in plain DNS messages."""

from __future__ import annotations

import socket
import struct
from time import perf_counter

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from mailmend import resolvers
from mailmend.embedded.dns import EmbeddedDns, Fault
from mailmend.flow import question
from mailmend.resolvers import World

WORLD = World.parse(
    f'a.example. 60 TXT "x"\nlong.example. 60 TXT {" ".join(["y" * 200] * 10)}\n;! unavailable down.example.\n'
    "odd.example. 60 LOC nonsense\n",
    path="world.zone",
    read=str,
)


def ask(server, name="a.example.", rtype="TXT", over=dns.query.udp):
    return over(dns.message.make_query(name, rtype), server.host, 2, server.port)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_answers_over_udp_and_tcp(host):
    with EmbeddedDns(WORLD, host=host) as server:
        for over in (dns.query.udp, dns.query.tcp):
            reply = ask(server, over=over)
            assert reply.answer[0].to_text() == 'a.example. 60 IN TXT "x"'
            assert reply.flags & dns.flags.AA
        assert server.asked == [("udp", "a.example.", "TXT"), ("tcp", "a.example.", "TXT")]
        assert server.address == (f"[::1]:{server.port}" if host == "::1" else f"127.0.0.1:{server.port}")


def test_outcomes_are_response_codes():
    with EmbeddedDns(WORLD) as server:
        assert ask(server, "gone.example.").rcode() == dns.rcode.NXDOMAIN
        assert ask(server, "a.example.", "MX").rcode() == dns.rcode.NOERROR
        assert ask(server, "down.example.").rcode() == dns.rcode.SERVFAIL
        assert ask(server, "odd.example.", "LOC").rcode() == dns.rcode.SERVFAIL


def test_what_is_too_long_for_udp_is_cut():
    with EmbeddedDns(WORLD) as server:
        assert ask(server, "long.example.").flags & dns.flags.TC
        assert len(ask(server, "long.example.", over=dns.query.tcp).answer[0][0].strings) == 10


def test_several_messages_on_one_connection_and_one_that_stops_in_the_middle():
    wire = dns.message.make_query("a.example.", "TXT").to_wire()
    framed = struct.pack("!H", len(wire)) + wire
    with EmbeddedDns(WORLD) as server, socket.create_connection((server.host, server.port), timeout=2) as client:
        client.sendall(framed * 2 + framed[:5])
        with client.makefile("rb") as stream:
            for _ in range(2):
                (length,) = struct.unpack("!H", stream.read(2))
                assert dns.message.from_wire(stream.read(length)).answer


def test_an_edit_replaces_the_whole_rrset():
    with EmbeddedDns(WORLD) as server:
        server.replace("a.example.", "TXT", ["y", b"z" * 300], 30)
        assert {rdata.strings for rdata in ask(server).answer[0]} == {(b"y",), (b"z" * 255, b"z" * 45)}
        server.replace("a.example.", "TXT", [])
        assert ask(server).rcode() == dns.rcode.NXDOMAIN


def test_noise_is_not_answered():
    with EmbeddedDns(WORLD) as server:
        for noise in (b"", b"x" * 40, b"\x00" * 12):
            assert server.respond(noise, "udp") is None
        server.fault = Fault.SILENCE
        assert server.respond(dns.message.make_query("a.example.", "TXT").to_wire(), "udp") is None


def test_a_port_that_is_taken_is_an_error():
    with EmbeddedDns(WORLD) as server, pytest.raises(OSError, match="in use"):
        EmbeddedDns(WORLD, port=server.port)


def test_one_that_was_never_started_can_be_closed():
    EmbeddedDns(WORLD).close()


def test_slow_answers_wait_side_by_side():
    with EmbeddedDns(WORLD, delay=0.2) as server, resolvers.open(server.address) as resolver:
        begun = perf_counter()
        answers = resolver.resolve(tuple(question(f"n{number}.example", "TXT") for number in range(5)))
        assert 0.2 <= perf_counter() - begun < 0.8
        assert {answer.outcome for answer in answers} == {"nxdomain"}
