"""Whatever the records and whatever DNS does: an audit ends soon, asks little, and its proposals are proved."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend.flow import Answer, Answers, Batch, run, unavailable
from mailmend.spf import Result, audit, check_host, compare, parse, partition, repair, review
from mailmend.spf.limits import Limits
from mailmend.spf.problem import KINDS
from mailmend.spf.savings import published, savings
from mailmend.spf.survey import MOST_QUESTIONS
from tests.properties.spf_worlds import FOURS, NAMES, PHASES, SIXES, worlds
from tests.zones import Zones

UNLIMITED = Limits(lookups=10_000, voids=None)
BYTES = st.binary(max_size=200)
NOISE = st.text(st.sampled_from('v=spf1 :/%{}+-~?.,;\t\xa0"aip46mx0129dlr\x96'), max_size=80).map(
    lambda t: t.encode("latin-1")
)
VALUES = {
    "TXT": st.lists(st.one_of(BYTES, NOISE, NOISE.map(lambda t: b"v=spf1 " + t)).map(lambda each: (each,)), max_size=3),
    "A": st.lists(st.sampled_from(FOURS), max_size=2),
    "AAAA": st.lists(st.sampled_from(SIXES), max_size=2),
    "MX": st.lists(st.tuples(st.integers(0, 9), st.sampled_from([*NAMES, ".", "", "x" * 70])), max_size=12),
    "PTR": st.lists(st.sampled_from([*NAMES, ".", ""]), max_size=12),
}


class Anything:
    """DNS that answers each question with whatever hypothesis thinks of."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.questions = 0

    def resolve(self, batch: Batch) -> Answers:
        self.questions += len(batch)
        return tuple(self._answer(question) for question in batch)

    def _answer(self, question):
        values = tuple(self.data.draw(VALUES.get(question.type, VALUES["TXT"])))
        if values:
            return Answer(question=question, outcome="data", data=values, ttl=60)
        kind = self.data.draw(st.sampled_from(["nodata", "nxdomain", "timeout"]))
        return unavailable(question, "timeout") if kind == "timeout" else Answer(question=question, outcome=kind)


@settings(max_examples=150, phases=PHASES)
@given(st.data())
def test_any_bytes_and_any_dns_end_in_a_result_of_the_rfc(data: st.DataObject) -> None:
    dns = Anything(data)
    begun = process_time()
    evaluation = run(check_host("192.0.2.1", NAMES[0], f"a@{NAMES[0]}", "h.example"), dns.resolve)
    assert evaluation.result in set(Result)
    # 10 terms that ask, each at most an MX and its 10 hosts, or a PTR and its 10 names.
    assert dns.questions <= 1 + 10 * 22
    assert process_time() - begun < 2


@settings(max_examples=150, phases=PHASES)
@given(st.data())
def test_any_bytes_and_any_dns_can_be_audited(data: st.DataObject) -> None:
    dns = Anything(data)
    begun = process_time()
    found = run(audit(NAMES[0]), dns.resolve)
    assert dns.questions <= MOST_QUESTIONS
    assert all(problem.kind in KINDS for problem in found.problems)
    assert all(
        problem.span is None or problem.span.end <= len(problem.text) for problem in found.problems if problem.text
    )
    assert process_time() - begun < 2


@settings(max_examples=100, phases=PHASES)
@given(worlds(macros=True))
def test_the_costs_of_a_survey_are_those_of_a_client_that_matches_nothing(world: Zones) -> None:
    found = run(audit(NAMES[0]), world.resolve)
    if any(problem.is_error for problem in found.problems):
        return
    for ip in ("198.51.100.1", "2001:db9::1"):
        evaluation = run(check_host(ip, NAMES[0], f"postmaster@{NAMES[0]}", "unknown"), world.resolve)
        if evaluation.result is Result.TEMPERROR:
            continue
        assert evaluation.result is not Result.PERMERROR
        assert evaluation.lookups <= found.tree.lookups


@settings(max_examples=100, phases=PHASES)
@given(worlds())
def test_what_is_proved_to_be_saved_is_saved(world: Zones) -> None:
    found = run(audit(NAMES[0]), world.resolve)
    saving = run(savings(found.tree, found.answers), world.resolve)
    if saving is None:
        return
    assert parse(saving.text).problems == ()
    edited = zones_with(world, saving.text)
    after = run(partition(NAMES[0], f"a@{NAMES[0]}", "h"), edited.resolve)
    if saving.proved:
        assert after.count(Result.PERMERROR) == 0
        before = run(partition(NAMES[0], f"a@{NAMES[0]}", "h"), world.resolve)
        assert saving.lost_count is None or compare(before, after).lost_count in {None, *range(saving.lost_count + 1)}


def zones_with(world: Zones, text: str) -> Zones:
    """``world`` with ``text`` published: the proposal proved on a world with the edit applied."""
    answer = published(NAMES[0], text)
    return Zones({**world.data, NAMES[0]: {**world.data[NAMES[0]], "TXT": answer.data}}, world.broken)


@pytest.mark.parametrize(
    "text",
    [
        "ip4:10.0.0.0/8 " * 4000,
        " ".join(f"ip4:10.{n // 256}.{n % 256}.1/{n % 33}" for n in range(3000)),
        "include:" * 8000,
        "ip4:" * 15000,
        "a:" + "b-all" * 12000,
        "-all" * 15000,
        "include=" * 8000,
        "v=spf1 " * 9000,
        "\xe2\x80\x93" * 20000,
        '"' * 60000,
        "/" * 60000,
    ],
)
def test_hostile_records_are_reviewed_and_repaired_in_no_time(text: str) -> None:
    begun = process_time()
    record = parse("v=spf1 " + text)
    review(record)
    repair(record)
    repair(parse(text))
    assert process_time() - begun < 2
