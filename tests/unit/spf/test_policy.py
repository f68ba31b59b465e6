from __future__ import annotations

from time import process_time

import pytest

from mailmend.errors import UsageError
from mailmend.flow import run
from mailmend.spf import Policy, Result, compare, partition
from mailmend.spf.addresses import format_ip4
from tests.zones import Zones, zones


def policy(record: str, **names: str) -> Policy:
    world = zones({"d.example": [("TXT", record)], **{f"{n}.d.example": [("TXT", text)] for n, text in names.items()}})
    return run(partition("d.example", "anna@d.example", "mail.d.example"), world.resolve)


def test_what_a_policy_says() -> None:
    found = policy(
        "v=spf1 ip4:192.0.2.0/30 include:i.d.example ~all", i="v=spf1 -ip4:192.0.2.0/28 ip4:192.0.2.0/24 -all"
    )
    assert found.count(Result.PASS) == 4 + 256 - 16
    assert found.count(Result.PASS, 6) == 0
    assert found.at("192.0.2.3").path == (("d.example", "ip4:192.0.2.0/30"),)
    assert found.at("192.0.2.3").lookups == 0
    assert found.at("192.0.2.16").path == (("d.example", "include:i.d.example"), ("i.d.example", "ip4:192.0.2.0/24"))
    assert found.at("::ffff:192.0.2.7").result == "softfail"
    assert found.at("2001:db8::1").lookups == 1
    assert found.ttl == 300
    assert found.dynamic == ()


def test_the_limit_depends_on_the_address() -> None:
    # Who leaves the include early has asked less.
    inner = "v=spf1 -ip4:192.0.2.0/24 a a a a a a a a -all"
    world = zones(
        {
            "d.example": [("TXT", "v=spf1 include:i.d.example mx mx ip4:0.0.0.0/0 -all"), ("MX", (1, "i.d.example"))],
            "i.d.example": [("TXT", inner), ("A", "198.51.100.1")],
        }
    )
    found = run(partition("d.example", "anna@d.example", "h"), world.resolve)
    assert (found.at("192.0.2.1").result, found.at("192.0.2.1").lookups) == ("pass", 3)
    assert (found.at("192.0.3.1").result, found.at("192.0.3.1").lookups) == ("permerror", 11)


def test_terms_that_ask_about_each_address_have_no_result() -> None:
    found = policy("v=spf1 ip4:192.0.2.1 exists:%{i}.x.example ip4:192.0.2.2 -all")
    assert found.dynamic == ("exists:%{i}.x.example",)
    assert found.at("192.0.2.1").result == "pass"
    assert found.at("192.0.2.2").result is None
    assert found.at("192.0.2.2").path == (("d.example", "exists:%{i}.x.example"),)


def test_the_change_between_two_policies() -> None:
    before = policy("v=spf1 ip4:192.0.2.0/31 -all")
    after = policy("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 -all")
    change = compare(before, after)
    assert change.gained == ((4, 0xC0000202, 0xC0000203),)
    assert change.lost == ((4, 0xC0000200, 0xC0000200),)
    assert (change.gained_count, change.lost_count, change.new_permerror) == (2, 1, False)
    broken = compare(before, policy("v=spf1 ip4:192.0.2 -all"))
    assert (broken.lost_count, broken.gained_count, broken.new_permerror) == (2, 0, True)


def test_a_change_that_cannot_be_told_is_not_counted() -> None:
    before = policy("v=spf1 ip4:192.0.2.1 exists:%{i}.x.example -all")
    after = policy("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 exists:%{i}.x.example -all")
    assert compare(before, after).gained_count is None
    assert compare(policy("v=spf1 -all"), before).gained == ((4, 0xC0000201, 0xC0000201),)
    assert compare(policy("v=spf1 -all"), before).lost_count == 0


def test_a_long_record_is_partitioned_quickly() -> None:
    terms = " ".join(f"ip4:192.{number >> 8}.{number & 255}.8" for number in range(5000))
    begun = process_time()
    found = policy(f"v=spf1 {terms} -all")
    assert process_time() - begun < 1.5
    assert found.count(Result.PASS) == 5000


def flood(width: int) -> Zones:
    """A tree of includes in which addresses leave at every node."""
    names = {
        f"n{number}.d.example": [
            (
                "TXT",
                f"v=spf1 -ip4:10.0.{number}.0/24 "
                + " ".join(f"include:n{(number * 7 + k) % width}.d.example" for k in range(9)),
            )
        ]
        for number in range(width)
    }
    return zones({"d.example": [("TXT", "v=spf1 include:n0.d.example")], **names})


def test_a_flood_of_includes_is_cut_off() -> None:
    world = flood(300)
    begun = process_time()
    found = run(partition("d.example", "anna@d.example", "h"), world.resolve)
    assert process_time() - begun < 10
    assert len(set(world.asked)) <= 100
    assert all(region.result is not None for region in found.regions) or found.incomplete


def test_a_change_says_by_which_terms() -> None:
    change = compare(policy("v=spf1 ip4:192.0.2.0/31 -all"), policy("v=spf1 ip4:192.0.2.1 ?all"))
    lost = next(each for each in change.differences if each.before.result == "pass")
    assert (lost.first, lost.last, lost.size) == (0xC0000200, 0xC0000200, 1)
    assert (lost.before.path, lost.after.path) == (
        (("d.example", "ip4:192.0.2.0/31"),),
        (("d.example", "?all"),),
    )
    assert {(each.before.result, each.after.result) for each in change.differences} == {
        ("pass", "neutral"),
        ("fail", "neutral"),
    }


def test_what_is_decided_by_asking_is_asked() -> None:
    world = zones(
        {"d.example": [("TXT", "v=spf1 exists:%{i}.x.example -all")], "192.0.2.1.x.example": [("A", "127.0.0.2")]}
    )
    found = run(partition("d.example", "anna@d.example", "h"), world.resolve)
    assert found.at("192.0.2.1").result is None
    region = run(found.ask("192.0.2.1"), world.resolve)
    assert (region.result, region.size, region.lookups) == ("pass", 1, 1)
    assert run(found.ask("192.0.2.2"), world.resolve).result == "fail"


def test_a_policy_holds_as_long_as_its_answers() -> None:
    found = policy("v=spf1 -all")
    assert found.holds_after(299)
    assert not found.holds_after(300)


def test_every_spelling_of_an_address_is_looked_up() -> None:
    found = policy("v=spf1 ip4:10.0.0.0/7 ip4:12.1.0.0/16 ip4:13.0.0.0 ip6:2001:db8::/32 -all")
    for ip, result in {
        "9.255.255.255": "fail", "10.0.0.0": "pass", "11.255.255.255": "pass", "12.0.255.255": "fail",
        "13.0.0.0": "pass", "13.0.0.1": "fail", "12.255.255.255": "fail",
        "12.1.0.0": "pass", "12.1.255.255": "pass", "12.2.0.0": "fail", "255.255.255.255": "fail", "0.0.0.0": "fail",
        "::ffff:10.0.0.1": "pass", "2001:db8::": "pass", "2001:DB8:0:0:0:0:0:1": "pass", "2001:db9::": "fail",
    }.items():  # fmt: skip
        assert found.at(ip).result == result, ip
    for text in ("", "10.0.0", "10.0.0.256", "10.0.0.01", "256.0.0.1", "x.0.0.1", "::g"):
        with pytest.raises(UsageError):
            found.at(text)


def test_every_boundary_between_regions_is_where_it_is() -> None:
    # Boundaries within a /8, a /16 and a /24, and at their ends.
    networks = (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/17",
        "192.0.2.5",
        "192.0.2.64/26",
        "198.51.100.0/24",
        "0.0.0.0",
    )
    found = policy(" ".join(("v=spf1", *(f"ip4:{each}" for each in networks), "-all")))
    fours = [region for region in found.regions if region.family == 4]
    assert len(fours) == 14
    for region in fours:
        for value in {region.first, region.last, (region.first + region.last) // 2}:
            assert found.at(format_ip4(value)) is region


@pytest.mark.parametrize(
    "text",
    ["", "10", "10.0.0", "10.0.0.0.0", "10.0.0.256", "10.256.0.0", "010.0.0.1", "10.0.00.1", "10.0.0.01", "x.0.0.1"],
)
def test_what_is_no_address_has_no_region_and_leaves_nothing_behind(text: str) -> None:
    found = policy("v=spf1 ip4:10.0.0.0/28 -all")
    assert found.at("10.0.0.1").result == "pass"
    with pytest.raises(UsageError):
        found.at(text)
    assert found.known == {"10": {"0": {"0": {"1": found.at("10.0.0.1")}}}}


def test_nobody_new_passes_where_everybody_did() -> None:
    asking = policy("v=spf1 exists:%{i}.list.example -all")
    change = compare(policy("v=spf1 +all"), asking)
    assert (change.gained_count, change.lost_count) == (0, None)
    # And back: who passes by a list that is asked for each address stays a riddle, who fails does not.
    assert compare(asking, policy("v=spf1 -all")).gained_count == 0


def test_neighbours_that_change_alike_are_one_range() -> None:
    halves = policy("v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:198.51.100.7 -all")
    change = compare(policy("v=spf1 -all"), halves)
    assert [(format_ip4(first), format_ip4(last)) for _, first, last in change.gained] == [
        ("192.0.2.0", "192.0.2.255"),
        ("198.51.100.7", "198.51.100.7"),
    ]
    assert change.gained_count == 257
