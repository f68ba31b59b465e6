"""Where a change stands, told from what each server says; in worlds, and over sockets with servers that fail."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from mailmend.embedded.dns import EmbeddedDns, Fault
from mailmend.flow import Answer, question, run, unavailable
from mailmend.landing import held
from mailmend.model import Awaited, Identities, Standing
from mailmend.pipeline import verify
from mailmend.render import json
from mailmend.render.verdict import as_json, exit_code, text
from mailmend.resolvers import World
from mailmend.resolvers.live import LiveResolver
from mailmend.resolvers.spec import parse_spec
from mailmend.spf import Result

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OLD, NEW = "v=spf1 ip4:198.51.100.1 -all", "v=spf1 ip4:198.51.100.1 ip4:203.0.113.7 -all"
WHO = Identities(client_ip="203.0.113.7", mail_from="anna@contoso.example")
CHANGE = (Awaited(name="contoso.example.", type="TXT", before=("t=1", OLD), after=(NEW, "t=1")),)
DELEGATED = """
example. 900 NS a.nic.example.
a.nic.example. 900 A 192.0.2.1
contoso.example. 900 NS ns1.contoso.example.
contoso.example. 900 NS ns2.contoso.example.
ns1.contoso.example. 900 A 192.0.2.53
ns1.contoso.example. 900 AAAA 2001:db8::53
ns2.contoso.example. 900 A 192.0.2.54
"""


def zone(value, serial=2, ttl=300):
    return f"""{DELEGATED}
contoso.example. 900 SOA ns1.contoso.example. h.contoso.example. {serial} 1 1 1 60
contoso.example. {ttl} TXT "{value}"
contoso.example. {ttl} TXT "t=1"
"""


def world(resolver, **servers):
    """A resolver's world, in which each of ``servers`` (by its label) answers for itself."""
    directives = "".join(f";! server contoso.example. {name}.contoso.example. {name}.zone\n" for name in servers)
    files = {f"{name}.zone": held for name, held in servers.items()}
    return World.parse(directives + resolver, path="world.zone", read=files.__getitem__)


def told(world, awaited=CHANGE, who=WHO, changed_at=None, now=NOW):
    return run(verify(awaited, who, now, changed_at), world.resolve)


def standings(found):
    return {(server.server.partition(".")[0], server.address): str(server.standing) for server in found.servers}


def test_caches_hold_that_there_was_nothing_for_the_negative_ttl():
    first = (Awaited(name="contoso.example.", type="TXT", before=(), after=(NEW, "t=1")),)
    found = told(world(zone(NEW), ns1=zone(NEW), ns2=zone(NEW)), awaited=first, changed_at=NOW - timedelta(seconds=10))
    # RFC 2308 section 5: the SOA's minimum of 60 s, not the record's TTL of 300 s.
    assert found.stale_until == NOW + timedelta(seconds=50)


def test_landed_everywhere_while_the_resolver_is_stale():
    found = told(world(zone(OLD, ttl=120), ns1=zone(NEW), ns2=zone(NEW)), changed_at=NOW - timedelta(seconds=10))
    assert standings(found) == {
        ("ns1", "192.0.2.53"): "landed",
        ("ns1", "2001:db8::53"): "landed",
        ("ns2", "192.0.2.54"): "landed",
    }
    assert (found.landed, found.result, found.cached, found.cached_result) == (
        True,
        Result.PASS,
        Standing.OLD,
        Result.FAIL,
    )
    # Any cache may have asked a moment before the change: TTL 300, 10 s ago.
    assert found.stale_until == NOW + timedelta(seconds=290)
    assert exit_code(found) == 0
    assert "until 2026-11-23 10:04:50 UTC (290 s from now); the resolver asked here still does" in " ".join(
        text(found).split()
    )


def test_a_lagging_secondary():
    found = told(world(zone(NEW), ns1=zone(NEW), ns2=zone(OLD, serial=1)))
    assert [server.server for server in found.failing] == ["ns2.contoso.example."]
    assert exit_code(found) == 3
    assert "BEHIND" in text(found)
    assert "differ: 1, 2" in text(found)


def test_not_landed_at_all():
    found = told(world(zone(OLD), ns1=zone(OLD), ns2=zone(OLD)))
    assert exit_code(found) == 1
    assert text(found).startswith("Not landed: no name server has contoso.example as it should be. The failed message")
    assert found.result is Result.FAIL


def test_landed_and_still_not_passing():
    other = Identities(client_ip="203.0.113.8", mail_from="anna@contoso.example")
    assert exit_code(told(world(zone(NEW)), who=other)) == 1
    nobody = Identities(mail_from="anna@contoso.example")
    assert exit_code(told(world(zone(NEW)), who=nobody)) == 0


def test_something_else_is_shown():
    found = told(world(zone(NEW), ns1=zone(NEW), ns2=zone("v=spf1 ?all")))
    assert 'ns2.contoso.example. has "v=spf1 ?all"' in text(found)
    assert exit_code(found) == 3


@pytest.mark.parametrize("how", ["timeout", "servfail", "refused", "lame"])
def test_a_server_that_fails_is_named(how):
    broken = f";! unavailable contoso.example. TXT {how}\n" + DELEGATED
    found = told(world(zone(NEW), ns1=zone(NEW), ns2=broken))
    (failing,) = found.failing
    assert (failing.server, failing.reason) == ("ns2.contoso.example.", how)
    assert f"FAILS ({how})" in text(found)
    assert exit_code(found) == 3


def test_all_servers_fail():
    broken = ";! unavailable contoso.example.\n" + DELEGATED
    found = told(world(zone(OLD), ns1=broken, ns2=broken))
    assert exit_code(found) == 3


def test_a_server_without_the_zone_is_lame_and_one_without_address_is_named():
    empty = "other.example. 1 A 192.0.2.9\n"
    nowhere = zone(NEW) + "contoso.example. 900 NS ns3.contoso.example.\n"
    found = told(world(nowhere, ns1=nowhere, ns2=empty))
    assert {(s.server.partition(".")[0], s.reason) for s in found.failing} == {("ns2", "lame"), ("ns3", "no address")}


def test_servers_over_a_family_that_does_not_work_from_here_do_not_count():
    def resolve(batch):
        return tuple(
            unavailable(asked, "timeout") if asked.server and ":" in asked.server else answer
            for asked, answer in zip(batch, world(zone(NEW)).resolve(batch), strict=True)
        )

    found = run(verify(CHANGE, WHO, NOW), resolve)
    assert standings(found)["ns1", "2001:db8::53"] == "unreached"
    assert found.landed
    assert exit_code(found) == 0
    assert "not reached from here (timeout)" in text(found)


def test_one_server_that_fails_over_ipv6_alone_is_named():
    both = zone(NEW) + "ns2.contoso.example. 900 AAAA 2001:db8::54\n"

    def resolve(batch):
        return tuple(
            unavailable(asked, "timeout") if asked.server == "2001:db8::54" else answer
            for asked, answer in zip(batch, world(both).resolve(batch), strict=True)
        )

    found = run(verify(CHANGE, WHO, NOW), resolve)
    assert [(server.server, server.address) for server in found.failing] == [("ns2.contoso.example.", "2001:db8::54")]


def test_our_own_resolver_fails():
    found = run(verify(CHANGE, WHO, NOW), lambda batch: tuple(unavailable(q, "timeout", "127.0.0.1") for q in batch))
    assert found.resolver_failed
    assert exit_code(found) == 5
    assert "nothing can be said" in text(found)


def test_a_zone_whose_servers_are_all_dead_is_found_by_its_delegation():
    names = ("ns1.contoso.example.", "ns2.contoso.example.")

    def resolve(batch):
        answers = world(zone(OLD)).resolve(batch)
        return tuple(map(said, batch, answers))

    def said(asked, answer):
        if asked == question("contoso.example", "NS", "a.nic.example."):
            return Answer(question=asked, outcome="data", data=names, ttl=900)
        return unavailable(asked, "servfail") if asked.name.endswith("contoso.example.") else answer

    found = run(verify(CHANGE, WHO, NOW), resolve)
    assert not found.resolver_failed
    assert [(server.server, server.reason) for server in found.failing] == [(name, "no address") for name in names]
    assert exit_code(found) == 3


def test_the_delegation_is_compared():
    def resolve(batch):
        answers = world(zone(NEW)).resolve(batch)
        at_parent = ("ns1.contoso.example.", "old.contoso.example.")
        return tuple(
            Answer(question=asked, outcome="data", data=at_parent, ttl=900)
            if asked == question("contoso.example", "NS", "a.nic.example.")
            else answer
            for asked, answer in zip(batch, answers, strict=True)
        )

    found = run(verify(CHANGE, WHO, NOW), resolve)
    assert found.delegation.differs
    assert "example. names ns1.contoso.example., old.contoso.example.; the zone names ns1" in " ".join(
        text(found).split()
    )


def test_a_domain_is_asked_whether_its_servers_agree():
    any_value = (Awaited(name="contoso.example.", type="TXT"),)
    same = told(world(zone(OLD)), any_value, None)
    assert (exit_code(same), text(same).splitlines()[0]) == (
        0,
        "All 3 addresses of its name servers agree on contoso.example.",
    )
    differ = told(world(zone(OLD), ns1=zone(OLD), ns2=zone(NEW)), any_value, None)
    assert exit_code(differ) == 3
    assert [server.server for server in differ.failing] == ["ns2.contoso.example."]


def test_an_alias_passes_with_the_servers_answer_though_the_resolver_is_stale():
    alias = "mail.contoso.example. 60 CNAME contoso.example.\n"
    who = Identities(client_ip="203.0.113.7", mail_from="anna@mail.contoso.example")
    found = told(world(zone(OLD) + alias, ns1=zone(NEW) + alias, ns2=zone(NEW) + alias), who=who)
    assert (found.result, found.cached_result) == (Result.PASS, Result.FAIL)


def test_a_first_record_may_be_denied_by_caches_as_long_as_the_soa_says():
    first = (Awaited(name="contoso.example.", type="TXT", before=(), after=(NEW,)),)
    denied = ";! nodata contoso.example. TXT ttl=45\n"
    record = f'contoso.example. 900 SOA a. b. 1 1 1 1 60\ncontoso.example. 30 TXT "{NEW}"\n{DELEGATED}'
    found = told(world(DELEGATED + denied, ns1=record, ns2=record), first)
    # Another cache may have been told so a moment ago: for 60 s, whatever is left of the 45 s here.
    assert (found.cached, found.stale_until) == (Standing.OLD, NOW + timedelta(seconds=60))


def test_what_all_servers_hold():
    assert run(held("contoso.example.", "TXT"), world(zone(NEW)).resolve) is not None
    assert run(held("contoso.example.", "TXT"), world(zone(OLD), ns1=zone(OLD), ns2=zone(NEW)).resolve) is None
    assert run(held("nowhere.invalid.", "TXT"), world(zone(OLD)).resolve) is None


def test_the_json_is_what_the_schema_says():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.schema_of("verdict")
    for found in (told(world(zone(NEW))), told(world(zone(OLD), ns1=zone(NEW), ns2=zone(OLD)), who=None)):
        jsonschema.validate(msgspec.json.decode(json.encoded(as_json(found, "id"))), schema)


def test_hostile_values_are_never_printed_raw():
    found = told(world(zone(NEW), ns1=zone(NEW), ns2=zone("\\027[31mred\\226\\128\\174")))
    assert "\x1b" not in text(found)
    assert "\u202e" not in text(found)
    assert "\x1b" not in json.encoded(as_json(found))


# -- over sockets -----------------------------------------------------------------------------------------------------

LOCAL = (
    DELEGATED.replace("192.0.2.53", "127.0.0.2")
    .replace("192.0.2.54", "127.0.0.3")
    .replace("192.0.2.1\n", "127.0.0.4\n")
)
LOCAL = LOCAL.replace("ns1.contoso.example. 900 AAAA 2001:db8::53\n", "")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        return probe.getsockname()[1]


def asked_live(second, *, allow_private=True):
    """The verdict where the second server is as ``second`` says."""
    good, port = zone(NEW).replace(DELEGATED, LOCAL), free_port()
    with ExitStack() as opened:
        resolver = opened.enter_context(EmbeddedDns(World.parse(good, path="x", read=str)))
        one = opened.enter_context(EmbeddedDns(World.parse(good, path="x", read=str), host="127.0.0.2", port=port))
        opened.enter_context(
            EmbeddedDns(World.parse(good, path="x", read=str), host="127.0.0.3", port=port, fault=second)
        )
        spec = parse_spec(resolver.address)
        live = opened.enter_context(LiveResolver(spec, allow_private=allow_private, authoritative_port=port))
        return run(verify(CHANGE, WHO, NOW), live.resolve), one.asked


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (None, None),
        (Fault.TRUNCATE, None),
        (Fault.SERVFAIL, "servfail"),
        (Fault.REFUSED, "refused"),
        (Fault.LAME, "lame"),
    ],
)
def test_servers_asked_over_sockets(fault, reason):
    found, asked = asked_live(fault)
    assert ("udp", "contoso.example.", "TXT") in asked
    assert [server.reason for server in found.servers] == [None, reason]
    assert exit_code(found) == (3 if reason else 0)


def test_private_addresses_from_dns_are_not_asked():
    found, asked = asked_live(None, allow_private=False)
    assert asked == []
    assert {server.reason for server in found.servers} == {"private"}
    assert exit_code(found) == 3


def test_the_greeting_that_was_told_fills_the_macro_and_the_domain_where_there_was_none():
    greeted = zone("v=spf1 exists:%{h}.greets.contoso.example -all")
    known = greeted + "mail.other.example.greets.contoso.example. 300 A 127.0.0.2\n"
    told_greeting = Identities(client_ip="203.0.113.7", mail_from="anna@contoso.example", helo="mail.other.example")
    awaited = (Awaited(name="contoso.example.", type="TXT"),)
    assert told(world(known, ns1=greeted, ns2=greeted), awaited=awaited, who=told_greeting).result is Result.PASS
    assert told(world(known, ns1=greeted, ns2=greeted), awaited=awaited).result is Result.FAIL
    own = greeted + "contoso.example.greets.contoso.example. 300 A 127.0.0.2\n"
    assert told(world(own, ns1=greeted, ns2=greeted), awaited=awaited).result is Result.PASS


def test_a_resolver_with_a_third_record_holds_neither_the_old_nor_the_new():
    found = told(world(zone("v=spf1 -all"), ns1=zone(NEW), ns2=zone(NEW)))
    assert (found.cached, found.cached_result) == (Standing.OTHER, Result.FAIL)
    assert told(world(zone(OLD), ns1=zone(NEW), ns2=zone(NEW))).cached is Standing.OLD


def test_other_types_are_told_as_text():
    exchanger = zone(NEW) + "contoso.example. 300 MX 10 mail.contoso.example.\n"
    wanted = (Awaited(name="contoso.example.", type="MX", before=(), after=("10 mail.contoso.example.",)),)
    found = told(world(exchanger, ns1=exchanger, ns2=zone(NEW)), awaited=wanted, who=None)
    assert set(standings(found).values()) == {"landed", "old"}
    assert run(held("contoso.example.", "MX"), world(exchanger, ns1=exchanger, ns2=exchanger).resolve) == (
        "10 mail.contoso.example.",
    )
