from __future__ import annotations

from mailmend.flow import run
from mailmend.spf import Result, audit
from mailmend.spf.proposal import Proposal, propose
from tests.zones import zones


def proposed(*records: str, **more: list[tuple[str, object]]) -> tuple[Proposal, ...]:
    world = zones({"d.example": [("TXT", record) for record in records], **more})
    return run(propose(run(audit("d.example"), world.resolve)), world.resolve)


def test_a_right_record_stays() -> None:
    assert proposed("v=spf1 ip4:192.0.2.1 -all") == ()
    assert proposed() == ()


def test_a_repair_says_whom_it_passes() -> None:
    (made,) = proposed("v=spf1 ipv4:192.0.2.0/24 -all")
    assert (made.text, made.reason, made.passes, made.proved) == (
        "v=spf1 ip4:192.0.2.0/24 -all",
        "repair",
        (256, 0),
        True,
    )


def test_a_text_that_almost_is_a_record_is_corrected() -> None:
    (made,) = proposed('"v=spf1 ip4:192.0.2.0/24 -all"')
    assert (made.text, made.proved) == ("v=spf1 ip4:192.0.2.0/24 -all", True)


def test_two_records_become_one_and_what_differs_is_asked() -> None:
    (made,) = proposed("v=spf1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.2 ~all")
    assert (made.text, made.reason, made.passes) == ("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ~all", "merge", (2, 0))
    assert (made.said, made.choices) == ((Result.FAIL, Result.SOFTFAIL), ("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all",))
    assert proposed("v=spf1 -ip4:192.0.2.1 mx -all", "v=spf1 a -all") == ()


def test_a_repair_that_leaves_an_error_is_not_proved() -> None:
    slow = {"s.example": [("TIMEOUT", ["TXT"])]}
    (made,) = proposed("v=spf1 ipv4:192.0.2.1 include:s.example -all", **slow)
    assert not made.proved


def test_repair_and_limits_are_one_proposal() -> None:
    (made,) = proposed("v=spf1 ipv4:192.0.2.1 include:gone.example -all")
    assert (made.text, made.reason, made.lost, made.proved) == ("v=spf1 ip4:192.0.2.1 -all", "limits", 0, True)
    assert [removal.term for removal in made.removed] == ["include:gone.example"]
