from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mailmend.errors import UsageError
from mailmend.flow import run
from mailmend.spf import READINGS, Evaluation, Limits, check_host
from tests.zones import Zones, zones

FOUR_HOSTS = [("MX", (10, f"h{number}.d.example")) for number in range(4)]
NO_MORE = {"limits": Limits(host_voids=True)}


def check(world: Zones, ip: str = "192.0.2.1", domain: str = "d.example", **more: Any) -> Evaluation:
    sender = more.pop("sender", f"anna@{domain}")
    return run(check_host(ip, domain, sender, more.pop("helo", "mail.d.example"), **more), world.resolve)


def of(record: str, *here: tuple[str, Any], **names: list[tuple[str, Any]]) -> Zones:
    elsewhere = {f"{name}.d.example": records for name, records in names.items()}
    return zones({"d.example": [("TXT", record), *here], **elsewhere})


@pytest.mark.parametrize(
    ("world", "ip", "result", "lookups", "voids"),
    [
        # IPv6 clients and hosts with IPv4 only: the hosts' queries are no terms (RFC 7208 §4.6.4).
        (
            of("v=spf1 mx ip6:2001:db8::1 -all", *FOUR_HOSTS, **{f"h{n}": [("A", "192.0.2.9")] for n in range(4)}),
            "2001:db8::1", "pass", 1, 0,
        ),
        (of("v=spf1 mx ip4:192.0.2.1 -all", *FOUR_HOSTS), "192.0.2.1", "pass", 1, 0),
        (
            of(
                "v=spf1 a:a.d.example a:b.d.example a:c.d.example ip6:2001:db8::1 -all",
                a=[("A", "192.0.2.9")], b=[("A", "192.0.2.9")], c=[("A", "192.0.2.9")],
            ),
            "2001:db8::1", "permerror", 3, 3,
        ),
        (of("v=spf1 ip4:192.0.2.1 ipv4:192.0.2.2 -all"), "192.0.2.1", "permerror", 0, 0),
        (of(" v=spf1 ip4:192.0.2.1 -all"), "192.0.2.1", "none", 0, 0),
        (of("v=spf1\tip4:192.0.2.1 -all"), "192.0.2.1", "none", 0, 0),
        (of("v=spf1\xa0ip4:192.0.2.1 -all"), "192.0.2.1", "none", 0, 0),
        # RFC 7208 §5.5: a DNS error on the PTR query is no match.
        (zones({"d.example": [("TXT", "v=spf1 ptr -all")], "1.2.0.192.in-addr.arpa": [("TIMEOUT", ["PTR"])]}),
         "192.0.2.1", "fail", 1, 0),
        (of("v=spf1 include:gone.example -all"), "192.0.2.1", "permerror", 1, 0),
        (of("v=spf1 mx -all", ("MX", (0, "."))), "192.0.2.1", "fail", 1, 0),
    ],
)  # fmt: skip
def test_everyday_records(world: Zones, ip: str, result: str, lookups: int, voids: int) -> None:
    evaluation = check(world, ip)
    assert (evaluation.result, evaluation.lookups, evaluation.void_lookups) == (result, lookups, voids)


def test_another_reading_counts_the_void_lookups_of_mail_hosts() -> None:
    world = of("v=spf1 mx ip4:192.0.2.1 -all", *FOUR_HOSTS)
    evaluation = check(world, limits=Limits(host_voids=True))
    assert evaluation.result == "permerror"
    assert evaluation.problem is not None
    assert evaluation.problem.kind == "too-many-voids"


def test_mail_hosts_are_tried_in_order_of_preference() -> None:
    world = of(
        "v=spf1 mx -all",
        ("MX", (20, "slow.d.example")),
        ("MX", (10, "h.d.example")),
        h=[("A", "192.0.2.1")],
        slow=[("TIMEOUT", ["A"])],
    )
    assert check(world).result == "pass"
    assert check(world, "192.0.2.2").result == "temperror"


def test_the_trace_says_what_every_term_asked_and_cost() -> None:
    world = of(
        "v=spf1 a include:i.d.example moo=1 -all",
        ("A", "192.0.2.9"),
        i=[("TXT", "v=spf1 mx ip4:192.0.2.1 ~all")],
    )
    evaluation = check(world)
    a, include, moo, rest = evaluation.trace.terms
    assert [term.outcome for term in (a, include, moo, rest)] == ["no-match", "match", "ignored", "not-reached"]
    assert [(each.question.name, each.question.type) for each in a.asked] == [("d.example.", "A")]
    assert (a.target, a.lookups, a.total_lookups) == ("d.example", 1, 1)
    assert (include.target, include.lookups, include.void_lookups, include.total_lookups) == ("i.d.example", 2, 1, 3)
    assert include.nested is not None
    assert [term.outcome for term in include.nested.terms] == ["no-match", "match", "not-reached"]
    assert [(term.domain, term.term.text) for term in evaluation.path] == [
        ("d.example", "include:i.d.example"),
        ("i.d.example", "ip4:192.0.2.1"),
    ]


def test_a_problem_says_where_it_is() -> None:
    evaluation = check(of("v=spf1 include:i.d.example -all", i=[("TXT", "v=spf1 ip4:192.0.2 -all")]))
    assert evaluation.result == "permerror"
    assert evaluation.problem is not None
    assert (evaluation.problem.kind, evaluation.problem.domain) == ("bad-ip4", "i.d.example")
    assert evaluation.problem.span is not None
    assert evaluation.problem.span.of("v=spf1 ip4:192.0.2 -all") == "192.0.2"
    assert [term.term.text for term in evaluation.path] == ["include:i.d.example", "ip4:192.0.2"]


def test_the_explanation_of_the_record_after_a_redirect() -> None:
    world = of(
        "v=spf1 redirect=r.d.example exp=e.d.example",
        r=[("TXT", "v=spf1 -all exp=e.%{d}")],
        e=[("TXT", "wrong")],
    )
    world.data["e.r.d.example"] = {"TXT": ((b"%{i} %{S} %{d} %{t} %{r} %%",),)}  # type: ignore[index]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    text = "192.0.2.1 anna%40d.example r.d.example 1795392000 mx.example %"
    assert check(world, now=at, receiver="mx.example").explanation == text
    assert check(world, receiver="mx.example").explanation is None


@pytest.mark.parametrize("local", ["a\r\nb", "ü", "\x7f"])
def test_an_explanation_holds_nothing_but_printable_ascii(local: str) -> None:
    world = of("v=spf1 -all exp=e.d.example", e=[("TXT", "%{l}")])
    assert check(world, sender=f"{local}@d.example").explanation is None


def test_internationalized_names_are_asked_as_a_labels() -> None:
    world = zones({"xn--bcher-kva.example": [("TXT", "v=spf1 ip4:192.0.2.1 exists:%{l}.d.example +all")]})
    assert check(world, domain="Bücher.example").result == "pass"
    # RFC 8616 §4: a local part beyond ASCII matches nothing.
    assert check(world, "192.0.2.2", domain="bücher.example", sender="ü@bücher.example").path[0].term.text == "+all"


@pytest.mark.parametrize(
    "domain", ["", "example", "localhost.", "a..example", "[192.0.2.1]", "x" * 64 + ".example", "x." * 200]
)
def test_what_is_no_domain_has_no_policy(domain: str) -> None:
    world = of("v=spf1 -all")
    assert check(world, domain=domain).result == "none"
    assert world.asked == []


def test_only_an_address_is_evaluated() -> None:
    with pytest.raises(UsageError):
        check(of("v=spf1 -all"), "192.0.2.256")


def test_names_that_master_files_cannot_spell_are_escaped() -> None:
    world = of("v=spf1 exists:%{l}.d.example -all")
    check(world, sender='"a b\\;.c"@d.example')
    assert world.asked[-1].name == '\\"a\\032b\\\\\\;.c\\".d.example.'


@pytest.mark.parametrize(
    ("record", "results"),
    [
        ("v=spf1 mx ip4:192.0.2.1 -all", ["pass", "permerror", "pass"]),
        ("v=spf1 a:x.example a:y.example a:z.example ip4:192.0.2.1 -all", ["permerror", "permerror", "pass"]),
        ("v=spf1 ip4:192.0.2.1 ipv4:192.0.2.2 -all", ["permerror", "permerror", "pass"]),
        ("v=spf1 ip4:192.0.2.2 ipv4:192.0.2.1 +all", ["permerror", "permerror", "permerror"]),
        ("v=spf1 ip4:192.0.2.2 redirect=%{q}.example", ["permerror", "permerror", "permerror"]),
        ("v=spf1 =broken ip4:192.0.2.1", ["permerror", "permerror", "permerror"]),
    ],
)
def test_the_readings_of_a_record(record: str, results: list[str]) -> None:
    world = of(record, *FOUR_HOSTS)
    assert [check(world, limits=limits).result for limits in READINGS.values()] == results


def test_an_error_that_is_met_late_is_in_the_trace() -> None:
    world = of("v=spf1 ip4:192.0.2.2 ipv4:192.0.2.1 ip4:192.0.2.3 -all")
    evaluation = check(world, limits=READINGS["lenient"])
    assert [term.outcome for term in evaluation.trace.terms] == ["no-match", "error", "not-reached", "not-reached"]
    assert evaluation.problem is not None
    assert (evaluation.problem.kind, evaluation.problem.domain) == ("unknown-mechanism", "d.example")
    world = of("v=spf1 ip4:192.0.2.2 redirect=%{q}.example ip4:192.0.2.3")
    evaluation = check(world, limits=READINGS["lenient"])
    assert [term.outcome for term in evaluation.trace.terms] == ["no-match", "error", "no-match"]


def test_the_trace_is_made_when_it_is_looked_at_and_once() -> None:
    evaluation = check(of("v=spf1 ip4:192.0.2.1 -all"))
    assert evaluation.trace is evaluation.trace
    assert check(of("v=spf1 ip4:192.0.2.1 -all")) == evaluation
    assert check(of("v=spf1 ip4:192.0.2.0/24 -all")) != evaluation
