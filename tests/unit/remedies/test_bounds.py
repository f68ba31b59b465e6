from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailmend.flow import run
from mailmend.remedies._bounds import Readings, readings
from mailmend.spf import Result
from tests.zones import zones

NAME = "contoso.example"


def read(record: str, **more: str) -> Readings:
    world = zones({NAME: [("TXT", record)], **{f"{name}.example": [("TXT", text)] for name, text in more.items()}})
    return run(readings(NAME, f"anna@{NAME}", NAME, datetime(2026, 11, 23, tzinfo=UTC)), world.resolve)


def test_a_static_record_has_one_reading() -> None:
    found = read("v=spf1 ip4:192.0.2.0/24 -all")
    assert found.real is found.strict is found.lax


@pytest.mark.parametrize(
    "term", ["exists:%{i}.x.example", "ptr", "a:%{h}", "mx:%{l}.example", "-exists:%{ir}.x.example"]
)
def test_a_term_that_asks_by_message_lets_nobody_pass_and_costs_one_lookup(term: str) -> None:
    found = read(f"v=spf1 {term} ip4:192.0.2.0/24 -all")
    for policy in (found.strict, found.lax):
        assert policy.dynamic == ()
        assert policy.at("192.0.2.1").result is Result.PASS
        assert policy.at("198.51.100.1").result is Result.FAIL
        assert policy.at("198.51.100.1").lookups == 1


def test_the_strict_reading_counts_void_lookups_and_the_lax_one_does_not() -> None:
    found = read("v=spf1 exists:%{i}.a.example exists:%{i}.b.example exists:%{i}.c.example ip4:192.0.2.1 -all")
    assert found.strict.at("192.0.2.1").result is Result.PERMERROR
    assert found.lax.at("192.0.2.1").result is Result.PASS
    assert found.lookups == 3


def test_an_include_keeps_its_terms_that_pass_only() -> None:
    assert read("v=spf1 include:list.example -all", list="v=spf1 exists:%{i}.x.example -all").lax.dynamic == ()
    # A "no" inside an include sends the message on: what that costs cannot be told.
    assert read("v=spf1 include:list.example -all", list="v=spf1 -exists:%{i}.x.example +all").lax.dynamic
    assert read("v=spf1 include:%{i}.list.example -all").lax.dynamic
