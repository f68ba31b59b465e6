"""Records are read whatever they are, printed back as they were, and edited without harm."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.flow import run
from mailmend.spf import Result, add, check_host, compare, merge, parse, partition, repair, split
from tests.properties.spf_worlds import EVERY_NAME, FOURS, NAMES, records
from tests.zones import zones

# Identities may hold what mail held: lone surrogates stand for bytes that are no UTF-8.
any_text = st.text(st.characters(), max_size=40)
spf_records = records(EVERY_NAME, macros=True)
noise = st.text(st.sampled_from('v=spf1 :/%{}+-~?.,;\t\xa0"aip46mx0129dlr\x96\xe2\x80\x93'), max_size=80)


@given(st.one_of(st.binary(max_size=300), noise.map(lambda text: b"v=spf1 " + text.encode("latin-1"))))
def test_any_bytes_are_read_and_printed_back(text: bytes) -> None:
    record = parse(text)
    assert str(record).encode("latin-1") == text
    places = [record.version, *(term.span for term in record.terms)]
    assert places == sorted(places)
    assert "".join(place.of(record.text) for place in places) == record.text.replace(" ", "")
    assert all(term.span.of(record.text) == term.text for term in record.terms)
    assert all(problem.span is not None and problem.span.end <= len(record.text) for problem in record.problems)


@given(st.one_of(st.binary(max_size=300), noise.map(lambda text: b"v=spf1 " + text.encode("latin-1"))))
def test_a_repair_has_no_fault_and_is_not_repaired_again(text: bytes) -> None:
    found = repair(parse(text))
    if found:
        assert parse(found.text).problems == ()
        assert repair(parse(found.text)) is None


@given(spf_records, st.sampled_from(FOURS))
def test_what_is_added_passes_and_takes_nothing_away(text: str, ip: str) -> None:
    record = parse(text)
    edited = add(record, f"ip4:{ip}")
    assert {problem.kind for problem in parse(edited).problems} == {problem.kind for problem in record.problems}
    if record.problems:
        return
    before, after = (
        run(partition(NAMES[0], f"a@{NAMES[0]}", "h"), zones({NAMES[0]: [("TXT", each)]}).resolve)
        for each in (text, edited)
    )
    assert after.at(ip).result in {Result.PASS, Result.PERMERROR, None}
    assert compare(before, after).lost == ()


@given(st.lists(spf_records, min_size=1, max_size=3))
def test_what_is_merged_reads_well_and_passes_no_stranger(texts: list[str]) -> None:
    merged = merge([parse(text) for text in texts])
    if merged is None:
        return
    assert parse(merged).problems == ()
    written = {term.text for text in texts for term in parse(text).terms}
    fresh = {term.text for term in parse(merged).directives} - written
    assert all(text in {"~all", "-all", "?all"} or text.startswith("include:") for text in fresh)


@given(st.text(st.sampled_from("ab "), max_size=900))
def test_strings_join_to_the_text(text: str) -> None:
    strings = split(text)
    assert "".join(strings) == text
    assert all(len(string) <= 255 for string in strings)


@pytest.mark.parametrize(
    "text",
    [
        "%" * 60000,
        "/1" * 30000,
        "a:" + "%{d" * 20000,
        "a:%{d" + "1" * 60000,
        " a," * 15000,
        "x" * 60000 + ":",
        " -" * 30000,
    ],
)
def test_hostile_records_take_no_time(text: str) -> None:
    begun = process_time()
    assert repair(parse("v=spf1 " + text)) is None or text == " a," * 15000
    assert process_time() - begun < 3


@given(any_text, any_text, any_text, spf_records)
def test_no_identity_makes_a_check_fail_otherwise_than_by_its_result(
    domain: str, sender: str, helo: str, text: str
) -> None:
    world = zones({NAMES[0]: [("TXT", text + " exp=%{L}.%{H}.%{O}.example")], f"{domain}.example": [("TXT", text)]})
    for name in (NAMES[0], domain, f"{domain}.example"):
        evaluation = run(check_host("192.0.2.1", name, sender, helo), world.resolve)
        assert run(partition(name, sender, helo), world.resolve).at("192.0.2.1").result in {evaluation.result, None}
