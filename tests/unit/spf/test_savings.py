from __future__ import annotations

from mailmend.flow import run
from mailmend.spf import parse, survey
from mailmend.spf.flatten import flatten
from mailmend.spf.savings import Saving, savings
from tests.zones import Zones, zones

SERVICES = {
    f"s{number}.example": [("TXT", f"v=spf1 ip4:198.{number}.0.0/{20 + number % 8} -all")] for number in range(12)
}


def saving(record: str, **more: list[tuple[str, object]]) -> tuple[Saving | None, Zones]:
    world = zones({"d.example": [("TXT", record)], **SERVICES, **more})
    tree, answers = run(survey("d.example"), world.resolve)
    return run(savings(tree, answers), world.resolve), world


def test_a_record_within_the_limits_needs_no_saving() -> None:
    assert saving("v=spf1 include:s1.example -all")[0] is None


def test_dead_terms_go_first_then_those_that_pass_the_fewest() -> None:
    includes = " ".join(f"include:s{number}.example" for number in range(10))
    record = f"v=spf1 ip4:198.9.0.0/21 include:dead.example {includes} a:host.example -all"
    host = [("A", "192.0.2.1"), ("AAAA", "2001:db8::1")]
    found, _ = saving(record, **{"dead.example": [("TXT", "v=spf1 -all")], "host.example": host})
    assert found is not None
    # 198.9.0.0/21 is passed by the ip4 already, so its include is as dead as the one that passes nobody.
    assert [(removal.term, removal.lost) for removal in found.removed] == [
        ("include:dead.example", 0),
        ("include:s9.example", 0),
    ]
    assert found.text == record.replace(" include:dead.example", "").replace(" include:s9.example", "")
    assert (found.lookups, found.lost_count, found.proved) == (10, 0, True)


def test_what_is_lost_is_said() -> None:
    record = "v=spf1 " + " ".join(f"include:s{number}.example" for number in range(12)) + " -all"
    found, _ = saving(record)
    assert found is not None
    assert found.lookups == 10
    assert found.proved
    assert found.lost_count == sum(removal.lost or 0 for removal in found.removed) > 0
    assert sorted(removal.lost or 0 for removal in found.removed) == [32, 64]


def test_a_term_that_makes_every_check_fail_goes_and_costs_nobody() -> None:
    found, _ = saving("v=spf1 include:s1.example include:gone.example -all")
    assert found is not None
    assert found.text == "v=spf1 include:s1.example -all"
    assert (found.removed[0].lost, found.lost_count, found.proved) == (0, 0, True)


def test_voids_over_ipv6_only_are_found_and_saved() -> None:
    hosts = {f"h{number}.example": [("A", f"192.0.2.{number}")] for number in range(4)}
    record = "v=spf1 ip4:192.0.2.0/30 a:h0.example a:h1.example a:h2.example a:h3.example -all"
    found, _ = saving(record, **hosts)
    assert found is not None
    assert (found.voids, found.lost_count, found.proved) == (2, 0, True)


def test_a_term_that_refuses_is_never_taken_out() -> None:
    includes = " ".join(f"include:s{number}.example" for number in range(10))
    record = f"v=spf1 -a:host.example {includes} ip4:192.0.2.0/24 -all"
    found, _ = saving(record, **{"host.example": [("A", "192.0.2.1")]})
    assert found is not None
    assert "-a:host.example" in found.text


def test_an_include_becomes_its_addresses_with_the_price_said() -> None:
    record = parse("v=spf1 mx include:svc.example ~all")
    world = zones(
        {
            "d.example": [("TXT", record.text), ("MX", (10, "m.d.example"))],
            "svc.example": [("TXT", "v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 include:more.example -all")],
            "more.example": [("TXT", "v=spf1 ip4:203.0.113.7 ip6:2001:db8::/32 -all")],
        }
    )
    found = run(flatten("d.example", record, record.directives[1]), world.resolve)
    assert found is not None
    assert found.text == "v=spf1 mx ip4:192.0.2.0/24 ip4:203.0.113.7 ip6:2001:db8::/32 ~all"
    assert (found.networks, found.strings, found.ttl, found.proved) == (3, 1, 300, True)


def test_what_asks_for_each_address_is_not_flattened() -> None:
    record = parse("v=spf1 include:svc.example exists:%{i}.x.example ~all")
    world = zones({"d.example": [("TXT", record.text)], "svc.example": [("TXT", "v=spf1 ptr -all")]})
    for term in record.directives[:2]:
        assert run(flatten("d.example", record, term), world.resolve) is None
