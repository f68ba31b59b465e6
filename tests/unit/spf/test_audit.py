from __future__ import annotations

import pytest

from mailmend.flow import run
from mailmend.spf import Audit, audit, parse, review, survey
from mailmend.spf.problem import KINDS, Problem
from mailmend.spf.survey import MOST_QUESTIONS
from tests.zones import Zones, zones


def of(record: str | None, **more: list[tuple[str, object]]) -> tuple[Audit, Zones]:
    world = zones({"d.example": [("TXT", record)] if record is not None else [], **more})
    return run(audit("d.example"), world.resolve), world


def found(audited: Audit) -> set[tuple[str, str | None, str | None]]:
    return {(problem.kind, problem.domain, problem.term) for problem in audited.problems}


def test_everything_is_said_at_once_with_record_and_term() -> None:
    audited, _ = of(
        "v=spf1 a:four.example include:svc.example ipv4:192.0.2.1 ptr +all",
        **{"four.example": [("A", "192.0.2.1")], "svc.example": [("TXT", "v=spf1 includ:x.example a:x -all")]},
    )
    assert found(audited) == {
        ("void-for-ipv6", "d.example", "a:four.example"),
        ("unknown-mechanism", "svc.example", "includ:x.example"),
        ("bad-domain", "svc.example", "a:x"),
        ("unknown-mechanism", "d.example", "ipv4:192.0.2.1"),
        ("ptr", "d.example", "ptr"),
        ("plus-all", "d.example", "+all"),
    }
    assert [problem.suggestion for problem in audited.problems if problem.kind == "unknown-mechanism"] == [
        "ip4:192.0.2.1",
        None,
    ]


def test_every_span_marks_its_words_in_its_record() -> None:
    audited, _ = of(
        "v=spf1 a:four.example ip4:192.0.2.9/24 -all ip4:192.0.2.1", **{"four.example": [("A", "192.0.2.1")]}
    )
    marked = {problem.kind: problem.span.of(problem.text) for problem in audited.problems if problem.span}
    assert marked == {"void-for-ipv6": "a:four.example", "host-bits-set": "192.0.2.9", "after-all": "ip4:192.0.2.1"}


def test_lookups_are_counted_in_the_order_of_evaluation() -> None:
    hosts = {f"h{n}.example": [("A", "192.0.2.1"), ("AAAA", "2001:db8::1")] for n in range(8)}
    inner = "v=spf1 " + " ".join(f"a:h{n}.example" for n in range(4)) + " -all"
    audited, _ = of(
        "v=spf1 redirect=r.example " + " ".join(f"a:h{n}.example" for n in range(8)),
        **hosts,
        **{"r.example": [("TXT", inner)]},
    )
    (problem,) = audited.errors
    # Eight terms, the redirect, then the second term of the record that it leads to.
    assert (problem.kind, problem.domain, problem.term, problem.detail) == (
        "too-many-lookups",
        "r.example",
        "a:h1.example",
        "13",
    )
    assert audited.tree.lookups == 13


@pytest.mark.parametrize("width", [60, 400])
def test_a_record_that_breaks_the_limits_asks_at_most_100_questions(width: int) -> None:
    audited, world = of("v=spf1 " + " ".join(f"a:h{n}.example mx:h{n}.example" for n in range(width)) + " -all")
    assert len(world.asked) <= MOST_QUESTIONS
    assert not audited.complete
    assert "audit-incomplete" in {problem.kind for problem in audited.problems}


def test_a_tree_that_grows_without_end_is_left_at_100_questions() -> None:
    twice = {
        f"d{n}.example": [("TXT", f"v=spf1 include:d{n + 1}.example include:d{n + 1}.example -all")] for n in range(40)
    }
    world = zones(twice)
    run(audit("d0.example"), world.resolve)
    assert len(world.asked) <= MOST_QUESTIONS


def test_a_loop_is_found_and_ends() -> None:
    audited, world = of("v=spf1 include:a.example -all", **{"a.example": [("TXT", "v=spf1 include:D.example. -all")]})
    assert ("include-loop", "a.example", "include:D.example.") in found(audited)
    assert len(world.asked) == 2


def test_questions_of_one_level_go_in_one_batch() -> None:
    batches: list[int] = []
    world = zones(
        {
            "d.example": [("TXT", "v=spf1 a mx include:a.example include:b.example -all")],
            "a.example": [("TXT", "v=spf1 include:c.example -all")],
            "b.example": [("TXT", "v=spf1 a:x.example -all")],
            "c.example": [("TXT", "v=spf1 ip4:192.0.2.1 -all")],
        }
    )

    def resolve(batch):
        batches.append(len(batch))
        return world.resolve(batch)

    run(survey("d.example"), resolve)
    assert batches == [1, 5, 3]


def test_macros_of_the_sender_are_filled_where_it_is_known() -> None:
    world = zones(
        {"d.example": [("TXT", "v=spf1 include:%{l}.d.example -all")], "anna.d.example": [("TXT", "v=spf1 mx -all")]}
    )
    known, _ = run(survey("d.example", sender="anna@d.example"), world.resolve)
    unknown, _ = run(survey("d.example"), world.resolve)
    assert [tree.branches[0].target for tree in (known, unknown)] == ["anna.d.example", None]
    assert known.lookups == 2


def test_dns_that_does_not_answer_is_no_missing_record() -> None:
    audited, _ = of(
        "v=spf1 include:slow.example a:slow.example -all", **{"slow.example": [("TIMEOUT", ["TXT", "A", "AAAA"])]}
    )
    assert found(audited) == {
        ("dns-unavailable", "slow.example", None),
        ("dns-unavailable", "d.example", "a:slow.example"),
    }


@pytest.mark.parametrize("host", ["spf..example.com", "https://spf.example.com", "include:spf.example.com"])
def test_a_name_that_nobody_can_have_is_marked(host: str) -> None:
    # The grammar of RFC 7208 §7.1 allows these, DNS or its users do not.
    record = parse(f"v=spf1 include:{host} -all")
    assert record.problems == ()
    (problem,) = review(record)
    assert problem.code == "MM-SPF-222"
    assert problem.span is not None
    assert problem.span.of(record.text) == host


def test_every_kind_of_problem_has_a_code_of_its_own():
    codes = [Problem(kind=kind).code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    # Codes are promised: scripts know them.
    assert Problem(kind="bad-cidr").code == "MM-SPF-108"


def test_an_include_that_passes_nobody_is_dead():
    world = zones(
        {
            "d.example": [("TXT", "v=spf1 include:live.example include:dead.example -all")],
            "live.example": [("TXT", "v=spf1 ip4:192.0.2.1 -all")],
            "dead.example": [("TXT", "v=spf1 -all")],
        }
    )
    found = run(audit("d.example"), world.resolve)
    assert [problem.detail for problem in found.problems if problem.kind == "dead-include"] == ["dead.example"]
