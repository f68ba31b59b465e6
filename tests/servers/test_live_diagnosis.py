"""A whole diagnosis over real sockets: every failure of a DNS server ends in a finding that names it and how."""

from __future__ import annotations

import socket
import time

import pytest

from mailmend.client import Client
from mailmend.embedded.dns import EmbeddedDns, Fault
from mailmend.render.answer import exit_code
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH
from mailmend.resolvers import World
from mailmend.resolvers.live import LiveResolver
from mailmend.resolvers.spec import parse_spec

pytestmark = pytest.mark.servers

BOUNCE = (
    b"550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    b"http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example"
)
RECORD = 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\n'
ZONE = """
contoso.example. 300 IN NS ns1.contoso.example.
contoso.example. 300 IN NS ns2.contoso.example.
ns1.contoso.example. 300 IN A 127.0.0.2
ns2.contoso.example. 300 IN A 127.0.0.3
contoso.example. 300 IN MX 10 mail.contoso.example.
mail.contoso.example. 300 IN A 203.0.113.7
"""
BROKEN = ";! unavailable contoso.example. TXT servfail\n"
MOST_SECONDS = 20


def world(text: str) -> World:
    return World.parse(text, path="world.zone", read=str)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def diagnosed(resolver_world: World, *, second: Fault | World | None) -> tuple[list[str], int, float]:
    """The titles of the causes, the exit code and the seconds, with ``second`` at the second authoritative server."""
    port = free_port()
    good, bad = world(ZONE + RECORD), second if isinstance(second, World) else world(ZONE + RECORD)
    fault = second if isinstance(second, Fault) else None
    with (
        EmbeddedDns(resolver_world) as resolver,
        EmbeddedDns(good, host="127.0.0.2", port=port),
        EmbeddedDns(bad, host="127.0.0.3", port=port, fault=fault),
    ):
        spec = parse_spec(resolver.address)
        live = LiveResolver(spec, allow_private=True, authoritative_port=port)
        start = time.monotonic()
        with Client(dns=live) as client:
            found = client.diagnose(BOUNCE)
        seconds = time.monotonic() - start
        assert resolver.asked, "nothing went over the socket"
    return [say_finding(ENGLISH, f, "title") for d in found for f in d.causes], exit_code(found), seconds


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        (Fault.SILENCE, "timeout"),
        (Fault.SERVFAIL, "servfail"),
        (Fault.REFUSED, "refused"),
        (Fault.LAME, "lame"),
        (Fault.GARBAGE, "malformed"),
    ],
)
def test_failing_authoritative_server_is_named_with_its_failure(fault: Fault, how: str) -> None:
    titles, code, seconds = diagnosed(world(BROKEN + ZONE), second=fault)
    assert titles == [f"The DNS of contoso.example fails: ns2.contoso.example ({how})"]
    assert code == 3
    assert seconds < MOST_SECONDS


def test_server_that_is_behind_is_named() -> None:
    old = world(ZONE + 'contoso.example. 300 IN TXT "v=spf1 -all"\n')
    titles, code, _ = diagnosed(world(ZONE + RECORD), second=old)
    assert "ns2.contoso.example still serves another SPF record for contoso.example than the rest" in titles
    assert code == 1


def test_truncated_answers_are_asked_again_over_tcp() -> None:
    with EmbeddedDns(world(ZONE + RECORD), fault=Fault.TRUNCATE) as server:
        with Client(dns=server.address) as client:
            (found,) = client.diagnose(BOUNCE)
        assert {kind for kind, _, _ in server.asked} == {"udp", "tcp"}
    assert found.evidence.result == "pass"


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        (Fault.SILENCE, "timeout"),
        (Fault.SERVFAIL, "servfail"),
        (Fault.REFUSED, "refused"),
        (Fault.GARBAGE, "malformed"),
    ],
)
def test_own_resolver_that_fails_is_named_and_is_exit_5(fault: Fault, how: str) -> None:
    with EmbeddedDns(world(ZONE), fault=fault) as server:
        address = server.address
        start = time.monotonic()
        with Client(dns=address) as client:
            found = client.diagnose(BOUNCE)
        seconds = time.monotonic() - start
    titles = [say_finding(ENGLISH, f, "title") for d in found for f in d.causes]
    assert titles == [f"The resolver {address} does not answer ({how})"]
    assert exit_code(found) == 5
    assert seconds < MOST_SECONDS


def test_nobody_listens() -> None:
    address = f"127.0.0.1:{free_port()}"
    with Client(dns=address) as client:
        found = client.diagnose(BOUNCE)
    (title,) = (say_finding(ENGLISH, f, "title") for d in found for f in d.causes)
    assert address in title
    assert exit_code(found) == 5


def test_private_servers_are_not_contacted_unless_allowed() -> None:
    with EmbeddedDns(world(ZONE + RECORD)) as server, Client(dns=server.address) as client:
        (found,) = client.diagnose(BOUNCE)
    assert {view.answer.reason for view in found.evidence.domain.views} == {"private"}
    assert [f.code for f in found.causes] == ["MM-SPF-009"]
