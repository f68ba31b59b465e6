from __future__ import annotations

from mailmend.flow import run
from mailmend.smtp import exchangers
from tests.zones import zones


def taken(records):
    world = zones(records)
    return run(exchangers("contoso.example"), world.resolve), world


def test_hosts_in_the_order_of_preference_with_their_addresses():
    found, _ = taken(
        {
            "contoso.example": [("MX", (20, "b.contoso.example.")), ("MX", (10, "A.contoso.example."))],
            "a.contoso.example": [("A", "203.0.113.7"), ("AAAA", "2001:db8::7")],
            "b.contoso.example": [("CNAME", "a.contoso.example.")],
        }
    )
    assert [(host.preference, host.host, host.ips) for host in found.hosts] == [
        (10, "a.contoso.example", ("203.0.113.7", "2001:db8::7")),
        (20, "b.contoso.example", ("203.0.113.7", "2001:db8::7")),
    ]
    assert [host.alias is not None for host in found.hosts] == [False, True]
    assert not (found.null)
    assert not (found.nowhere)


def test_a_null_mx_stands_alone():
    assert taken({"contoso.example": [("MX", (0, "."))]})[0].null
    assert not taken({"contoso.example": [("MX", (0, ".")), ("MX", (10, "a.contoso.example."))]})[0].null


def test_no_mx_and_no_address_is_nowhere():
    assert taken({"contoso.example": [("TXT", "x")]})[0].nowhere
    assert taken({})[0].nowhere
    found, _ = taken({"contoso.example": [("AAAA", "2001:db8::7")]})
    assert (found.nowhere, found.has_address) == (False, True)


def test_a_failure_is_not_nothing():
    assert not taken({"contoso.example": [("TIMEOUT", ("MX",))]})[0].nowhere
    assert not taken({"contoso.example": [("TIMEOUT", ("A",))]})[0].nowhere
    found, _ = taken(
        {"contoso.example": [("MX", (1, "a.contoso.example."))], "a.contoso.example": [("TIMEOUT", ("A",))]}
    )
    assert found.hosts[0].unavailable


def test_of_many_exchangers_ten_are_asked():
    found, world = taken({"contoso.example": [("MX", (n, f"h{n}.contoso.example.")) for n in range(50)]})
    assert len(found.hosts) == 10
    assert len(world.asked) == 3 + 30
