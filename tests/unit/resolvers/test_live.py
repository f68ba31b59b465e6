"""Asking over real sockets, of the DNS server that mailmend brings along."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import pytest

from mailmend import resolvers
from mailmend.embedded.dns import EmbeddedDns, Fault
from mailmend.errors import UsageError
from mailmend.flow import question, unavailable
from mailmend.resolvers import World
from mailmend.resolvers.live import LiveResolver
from mailmend.resolvers.spec import parse_spec

TEXT = """
$TTL 3600
contoso.com.       TXT "v=spf1 mx -all"
contoso.com.       TXT "\\000\\255 binary" "" "and more"
contoso.com.       MX  10 mail.contoso.com.
contoso.com.       MX  0 .
contoso.com.       NS  ns1.contoso.com.
contoso.com.   900 SOA ns1.contoso.com. hostmaster.contoso.com. 4294967295 2 3 4 600
contoso.com.       CAA 0 issue "ca.example"
contoso.com.       SPF "v=spf1 -all"
contoso.com.       TYPE65280 \\# 4 0a000001
_s._tcp.contoso.com. SRV 1 2 3 mail.contoso.com.
mail.contoso.com. 60 A 192.0.2.1
mail.contoso.com. 60 AAAA 2001:db8::1
1.2.0.192.in-addr.arpa. PTR mail.contoso.com.
www.contoso.com. 30 CNAME mail.contoso.com.
far.contoso.com. 90 CNAME www.contoso.com.
fast.contoso.com. 20 CNAME nowhere.fabrikam.example.
a\\032\\.\\255.contoso.com. A 192.0.2.7
slow.contoso.com.  A 192.0.2.9
;! unavailable refused.contoso.com. A refused
;! unavailable broken.contoso.com. A servfail
long.contoso.com.  TXT LONG
ns1.contoso.com.   A 127.0.0.1
ns3.contoso.com.   A 10.0.0.1
ns3.contoso.com.   AAAA ::ffff:127.0.0.1
ns3.contoso.com.   AAAA 64:ff9b::a00:1
;! unavailable ns4.contoso.com. A servfail
;! unavailable ns4.contoso.com. AAAA servfail
""".replace("LONG", " ".join(f'"{"x" * 250}"' for _ in range(20)))

WORLD = World.parse(TEXT, path="world.zone", read=str)


@pytest.fixture
def server():
    with EmbeddedDns(WORLD) as dns:
        yield dns


@pytest.fixture
def resolver(server):
    with resolvers.open(server.address) as opened:
        yield opened


def direct(server, *, allow_private=True):
    return LiveResolver(parse_spec(server.address), allow_private=allow_private, authoritative_port=server.port)


def unordered(answers):
    return [(a.question, a.outcome, sorted(map(repr, a.data)), a.ttl, a.reason) for a in answers]


def test_live_answers_have_the_form_of_the_worlds(resolver):
    asked = tuple(
        question(name, rtype)
        for name in (
            "contoso.com",
            "mail.contoso.com",
            "1.2.0.192.in-addr.arpa",
            "www.contoso.com",
            "far.contoso.com",
            "fast.contoso.com",
        )
        for rtype in ("TXT", "MX", "A", "AAAA", "NS", "SOA", "SPF", "PTR", "CNAME", "CAA", "SRV", "TYPE65280")
    )
    asked += (question("a\\032\\.\\255.contoso.com", "A"), question("_s._tcp.contoso.com", "SRV"))
    assert unordered(resolver.resolve(asked)) == unordered(WORLD.resolve(asked))


def test_a_live_answer_and_the_same_question_twice(resolver):
    asked = (question("contoso.com", "MX"), question("gone.example", "A"), question("contoso.com", "MX"))
    first, second, third = resolver.resolve(asked)
    assert first == third
    assert sorted(first.data) == [(0, "."), (10, "mail.contoso.com.")]
    assert (second.outcome, second.ttl) == ("nxdomain", None)
    assert resolver.resolve(()) == ()


def test_a_long_answer_is_asked_over_tcp(server, resolver):
    (answer,) = resolver.resolve((question("long.contoso.com", "TXT"),))
    assert answer.data == ((b"x" * 250,) * 20,)
    assert [transport for transport, _, _ in server.asked] == ["udp", "tcp"]


def test_what_is_no_name_is_not_asked(server, resolver):
    asked = tuple(question(name, "A") for name in ("x" * 64 + ".com", "a..b", "a." * 128, "\ud800.com", "\\999"))
    assert [answer.outcome for answer in resolver.resolve(asked)] == ["nxdomain"] * 5
    assert server.asked == []


def test_a_type_that_does_not_exist_is_the_callers_mistake(resolver):
    for rtype in ("NONSENSE", "ANY", "AXFR", "OPT", ""):
        with pytest.raises(UsageError):
            resolver.resolve((question("contoso.com", rtype),))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.SERVFAIL, "servfail"), (Fault.REFUSED, "refused"), (Fault.LAME, "lame")],
)
def test_a_failure_that_is_said(server, resolver, fault, reason):
    server.fault = fault
    asked = question("contoso.com", "TXT")
    start = time.monotonic()
    assert resolver.resolve((asked,)) == (unavailable(asked, reason, server.address),)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("fault", [Fault.NO_EDNS, Fault.TRUNCATE])
def test_faults_that_are_overcome(server, resolver, fault):
    server.fault = fault
    (answer,) = resolver.resolve((question("mail.contoso.com", "A"),))
    assert answer.data == ("192.0.2.1",)


def test_a_closed_port_is_no_answer_at_once():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = question("contoso.com", "TXT")
    start = time.monotonic()
    with resolvers.open(f"127.0.0.1:{port}") as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "timeout", f"127.0.0.1:{port}"),)
    assert time.monotonic() - start < 1


def test_a_silent_server_costs_seconds_once(server):
    server.fault = Fault.SILENCE
    asked = tuple(question(f"{n}.contoso.com", "TXT") for n in range(40))
    start = time.monotonic()
    with resolvers.open(server.address) as opened:
        for _ in range(5):
            assert opened.resolve(asked) == tuple(unavailable(q, "timeout", server.address) for q in asked)
    assert time.monotonic() - start < 8  # without a memory it would take 20
    of_names = [name for _, name, _ in server.asked if name != "."]
    assert len(of_names) <= 32  # those in flight when the silence was noticed, twice each
    assert len(server.asked) - len(of_names) <= 2  # and whether it is silent about the root too


def test_a_domain_whose_servers_are_silent_does_not_condemn_the_resolver(server):
    slow = tuple(question(f"{n}.slow.example", "TXT") for n in range(8))
    with _deaf_to("slow.example", server) as address, resolvers.open(address) as opened:
        assert {answer.reason for answer in opened.resolve(slow)} == {"timeout"}
        assert opened.resolve((question("mail.contoso.com", "A"),))[0].data == ("192.0.2.1",)


def test_others_are_answered_while_questions_about_a_silent_domain_wait(server):
    slow = tuple(question(f"{n}.slow.example", "TXT") for n in range(8))
    asked = question("mail.contoso.com", "A")
    with _deaf_to("slow.example", server) as address, resolvers.open(address) as opened:
        opened.resolve((asked,))
        waiting = threading.Thread(target=opened.resolve, args=(slow,))
        waiting.start()
        # Between the first and the second try of the eight nothing is heard: enough silences to suspect the resolver.
        while waiting.is_alive() and [name for _, name, _ in server.asked].count(".") == 0:
            time.sleep(2.2)
            assert opened.resolve((asked,))[0].data == ("192.0.2.1",)
        waiting.join()


@contextmanager
def _deaf_to(domain: str, server: EmbeddedDns) -> Iterator[str]:
    """A resolver that asks ``server``, and never comes back from questions about ``domain``."""
    host, _, port = server.address.rpartition(":")

    def serve() -> None:
        while True:
            query, client = listening.recvfrom(4096)
            if not query:
                return
            if domain not in dns.message.from_wire(query).question[0].name.to_text():
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                    asking.connect((host, int(port)))
                    asking.send(query)
                    listening.sendto(asking.recv(4096), client)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", listening.getsockname())
        thread.join()


# -- servers asked directly ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ns1.contoso.com.", "127.0.0.1"])
def test_a_server_is_asked_directly(server, name):
    asked = question("mail.contoso.com", "A", name)
    with direct(server) as opened:
        assert opened.resolve((asked,))[0].data == ("192.0.2.1",)
    assert server.asked[-1] == ("udp", "mail.contoso.com.", "A")


@pytest.mark.parametrize("name", ["ns1.contoso.com.", "ns3.contoso.com.", "127.0.0.1", "::ffff:10.1.2.3", "fe80::1"])
def test_addresses_that_are_not_public_are_not_asked(server, name):
    asked = question("contoso.com", "TXT", name)
    with direct(server, allow_private=False) as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "private", name),)
    assert not [entry for entry in server.asked if entry[2] == "TXT"]


@pytest.mark.parametrize(
    ("name", "reason", "whose"),
    [
        ("gone.contoso.com.", "lame", None),
        ("no..name", "lame", None),
        ("ns4.contoso.com.", "servfail", "resolver"),
    ],
)
def test_servers_that_cannot_be_found(server, name, reason, whose):
    asked = question("contoso.com", "TXT", name)
    with direct(server) as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, reason, server.address if whose else name),)


def test_a_lame_server_is_named(server):
    asked = question("contoso.com", "TXT", "127.0.0.1")
    server.fault = Fault.LAME
    with direct(server) as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "lame", "127.0.0.1"),)


def test_the_address_of_a_server_is_asked_once(server):
    asked = tuple(question(name, "TXT", "ns1.contoso.com.") for name in ("contoso.com", "long.contoso.com"))
    with direct(server) as opened:
        opened.resolve(asked)
        opened.resolve(asked)
    assert sum(name == "ns1.contoso.com." for _, name, _ in server.asked) == 2  # A and AAAA


def test_an_edit_is_seen_at_once(server, resolver):
    asked = (question("contoso.com", "TXT"), question("new.contoso.com", "A"))
    server.replace("contoso.com.", "TXT", ["v=spf1 -all", b"x" * 256], 60)
    server.replace("new.contoso.com.", "A", ["192.0.2.8"], 60)
    text, address = resolver.resolve(asked)
    assert sorted(text.data) == [(b"v=spf1 -all",), (b"x" * 255, b"x")]
    assert (address.data, address.ttl) == (("192.0.2.8",), 60)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_same_with_await(server, anyio_backend):
    asked = (question("mail.contoso.com", "A"), question("gone.contoso.com", "A"))
    async with resolvers.open_async(server.address) as opened:
        assert unordered(await opened.resolve(asked)) == unordered(WORLD.resolve(asked))
