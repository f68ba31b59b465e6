from __future__ import annotations

from mailmend.flow import run
from mailmend.spf import Policy, Result, partition
from mailmend.spf.difference import differences
from tests.zones import zones


def policy(record: str) -> Policy:
    world = zones(
        {"d.example": [("TXT", record)], "s.example": [("TXT", "v=spf1 ip4:192.0.2.0/28 ip6:2001:db8::/32 -all")]}
    )
    return run(partition("d.example", "a@d.example", "h"), world.resolve)


def test_the_same_policy_has_no_difference() -> None:
    assert differences(policy("v=spf1 mx include:s.example -all"), policy("v=spf1 include:s.example mx -all")) == ()
    assert differences(policy("v=spf1 ptr -all"), policy("v=spf1 ptr -all")) == ()


def test_gained_lost_and_changed_each_with_its_terms() -> None:
    found = differences(
        policy("v=spf1 include:s.example -all"), policy("v=spf1 ip4:192.0.2.8/29 ip4:198.51.100.1 ~all")
    )
    assert [(each.kind, each.counts) for each in found] == [
        ("gained", (1, 0)),
        ("lost", (8, 1 << 96)),
        ("changed", ((1 << 32) - 17, (1 << 128) - (1 << 96))),
    ]
    gained, lost, changed = found
    assert (gained.before, gained.after) == (Result.FAIL, Result.PASS)
    assert gained.path_after == (("d.example", "ip4:198.51.100.1"),)
    # Two networks of the include are lost: they share the include, not the network.
    assert lost.path_before == (("d.example", "include:s.example"),)
    assert lost.ranges[0] == (4, 0xC0000200, 0xC0000207)
    assert (changed.before, changed.after) == (Result.FAIL, Result.SOFTFAIL)


def test_where_dns_decides_for_each_address_that_is_said() -> None:
    (found,) = differences(policy("v=spf1 -all"), policy("v=spf1 exists:%{i}.x.example -all"))[:1]
    assert (found.kind, found.before, found.after) == ("changed", Result.FAIL, None)
