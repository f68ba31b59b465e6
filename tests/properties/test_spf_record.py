"""Records are read whatever they are, printed back as they were, and edited without harm."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailmend.flow import run
from mailmend.spf import Result, add, compare, merge, parse, partition, repair, split
from tests.properties.spf_worlds import EVERY_NAME, FOURS, NAMES, records
from tests.zones import zones

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
