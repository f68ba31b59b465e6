from __future__ import annotations

from typing import Any

import pytest

from mailmend.flow import Answers, Batch, Flow, run
from mailmend.spf import check_host, partition
from mailmend.spf.ahead import MOST_QUESTIONS
from tests.zones import Zones, zones

IDENTITY = ("d.example", "anna@d.example", "mail.d.example")


def rounds(flow: Flow[Any], world: Zones) -> tuple[Any, list[Batch]]:
    """The value of ``flow`` and the batches that it asked."""
    batches: list[Batch] = []

    def resolve(batch: Batch) -> Answers:
        batches.append(batch)
        return world.resolve(batch)

    return run(flow, resolve), batches


def check(world: Zones, *, ip: str = "192.0.2.1", **more: Any) -> tuple[Any, list[Batch]]:
    return rounds(check_host(ip, *IDENTITY, **more), world)


def tree() -> Zones:
    """Nine includes, depth three."""
    records = {"d.example": "v=spf1 include:a.example include:b.example include:c.example -all"}
    for name in "abc":
        records[f"{name}.example"] = f"v=spf1 include:{name}1.example ~all"
        records[f"{name}1.example"] = f"v=spf1 include:{name}2.example ~all"
        records[f"{name}2.example"] = "v=spf1 ip4:198.51.100.1 ~all"
    return zones({name: [("TXT", text)] for name, text in records.items()})


def test_the_rounds_are_the_depth_of_the_tree_and_one() -> None:
    found, batches = check(tree())
    assert [len(batch) for batch in batches] == [1, 3, 3, 3]
    slow, one_by_one = check(tree(), ahead=False)
    assert len(one_by_one) == 10
    assert found == slow
    assert (found.lookups, found.result) == (9, "fail")


def test_the_hosts_of_an_mx_take_one_round_more() -> None:
    world = zones(
        {
            "d.example": [("TXT", "v=spf1 a:w.example mx -all"), ("MX", (1, "h.example")), ("MX", (2, "i.example"))],
            "h.example": [("A", "198.51.100.1")],
            "i.example": [("A", "192.0.2.1")],
        }
    )
    found, batches = check(world)
    assert [len(batch) for batch in batches] == [1, 2, 2]
    assert found.result == "pass"


def test_a_validated_name_takes_two_rounds_more() -> None:
    world = zones(
        {
            "d.example": [("TXT", "v=spf1 exists:%{p}.x.example exists:%{p}.y.example -all")],
            "1.2.0.192.in-addr.arpa": [("PTR", "h.d.example.")],
            "h.d.example": [("A", "192.0.2.1")],
            "h.d.example.y.example": [("A", "127.0.0.2")],
        }
    )
    found, batches = check(world)
    assert len(batches) == 4
    assert found.result == "pass"


def test_an_explanation_is_asked_with_the_terms() -> None:
    world = zones({"d.example": [("TXT", "v=spf1 a -all exp=e.d.example")], "e.d.example": [("TXT", "no, %{i}")]})
    found, batches = check(world)
    assert [len(batch) for batch in batches] == [1, 2]
    assert found.explanation == "no, 192.0.2.1"


@pytest.mark.parametrize(
    ("record", "asked"),
    [
        # What stands after a term that matches for certain is not needed.
        ("v=spf1 ip4:192.0.2.0/24 a:x.example a:y.example -all", 1),
        ("v=spf1 a:x.example ip4:192.0.2.1 a:y.example a:z.example -all", 2),
        ("v=spf1 a:x.example -all a:y.example a:z.example", 2),
        # A record that is not evaluated needs nothing.
        ("v=spf1 a:x.example a:y.example ip4:1.2.3 -all", 1),
    ],
)
def test_nothing_is_asked_that_cannot_be_needed(record: str, asked: int) -> None:
    world = zones({"d.example": [("TXT", record)]})
    check(world)
    assert len(world.asked) == asked


def hostile(width: int) -> Zones:
    """Every record includes many, and every one of these as many again."""
    targets = [f"n{number}.example" for number in range(width)]
    text = "v=spf1 " + " ".join(f"include:{target}" for target in targets) + " " + " ".join(["mx:m.example"] * 20)
    hosts = [("MX", (number, f"h{number}.example")) for number in range(10)]
    return zones({name: [("TXT", text)] for name in ("d.example", *targets)} | {"m.example": hosts})


def test_a_hostile_tree_costs_few_questions() -> None:
    world = hostile(40)
    found, batches = check(world)
    assert found.result == "permerror"
    assert len(world.asked) <= MOST_QUESTIONS + 1
    assert len(batches) <= 12
    slow, _ = check(world, ahead=False)
    assert found == slow


def test_a_policy_takes_as_few_rounds() -> None:
    world = tree()
    policy, batches = rounds(partition(*IDENTITY), world)
    assert [len(batch) for batch in batches] == [1, 3, 3, 3]
    assert policy.at("198.51.100.1").result == "pass"
    flood = hostile(40)
    rounds(partition(*IDENTITY), flood)
    assert len(set(flood.asked)) <= 100
