from __future__ import annotations

import pytest

from mailmend.errors import UsageError
from mailmend.flow import run
from mailmend.spf import Result, add, check_host, merge, parse, split
from mailmend.spf.edit import merged, remove, substitute
from tests.zones import zones


@pytest.mark.parametrize(
    ("record", "term", "edited"),
    [
        ("v=spf1 -all", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 -all"),
        ("v=spf1", "mx", "v=spf1 mx"),
        ("v=spf1 mx  ~ALL", "ip4:192.0.2.1", "v=spf1 mx ip4:192.0.2.1  ~ALL"),
        (
            "v=spf1 ip4:192.0.2.9 include:x.example -all",
            "ip4:192.0.2.1",
            "v=spf1 ip4:192.0.2.9 ip4:192.0.2.1 include:x.example -all",
        ),
        (
            "v=spf1 include:x.example redirect=y.example",
            "ip4:192.0.2.1",
            "v=spf1 include:x.example ip4:192.0.2.1 redirect=y.example",
        ),
        ("v=spf1 redirect=y.example", "include:x.example", "v=spf1 include:x.example redirect=y.example"),
        ("v=spf1 exp=e.example a -all", "include:x.example", "v=spf1 exp=e.example a include:x.example -all"),
        (
            "v=spf1 mx ?include:x.example ip4:192.0.2.9 -all",
            "ip4:192.0.2.1",
            "v=spf1 mx ip4:192.0.2.1 ?include:x.example ip4:192.0.2.9 -all",
        ),
        ("v=spf1 -ip4:192.0.2.0/24 mx -all", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 -ip4:192.0.2.0/24 mx -all"),
        ("v=spf1 -ip4:198.51.100.0/24 mx -all", "ip4:192.0.2.1", "v=spf1 -ip4:198.51.100.0/24 mx ip4:192.0.2.1 -all"),
        ("v=spf1 mx -all ip4:192.0.2.1", "ip4:192.0.2.1", "v=spf1 mx ip4:192.0.2.1 -all ip4:192.0.2.1"),
        ("v=spf1 ip4:192.0.2.1/32 -all", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1/32 -all"),
        ("v=spf1 INCLUDE:X.example. -all", "include:x.example", "v=spf1 INCLUDE:X.example. -all"),
    ],
)
def test_a_term_is_added_where_it_is_reached(record: str, term: str, edited: str) -> None:
    assert add(parse(record), term) == edited
    assert parse(edited).problems == ()


@pytest.mark.parametrize("term", ["", "ip4:1.2.3", "-ip4:192.0.2.1", "exp=x.example", "mx a", " mx", "v=spf1"])
def test_only_a_directive_that_passes_is_added(term: str) -> None:
    with pytest.raises(UsageError):
        add(parse("v=spf1 -all"), term)


def test_what_was_added_passes() -> None:
    text = add(parse("v=spf1 ?ip4:192.0.2.0/28 -exists:h.example ~all"), "ip4:192.0.2.1")
    world = zones({"d.example": [("TXT", text)], "h.example": [("A", "127.0.0.2")]})
    assert run(check_host("192.0.2.1", "d.example", "a@d.example", "h"), world.resolve).result == "pass"


@pytest.mark.parametrize(
    ("records", "merged"),
    [
        (["v=spf1 mx -all"], "v=spf1 mx -all"),
        (["v=spf1 mx -all", "v=spf1 include:x.example ~all"], "v=spf1 mx include:x.example ~all"),
        (["v=spf1 a MX -all", "v=spf1 mx a ip4:192.0.2.1 -all"], "v=spf1 a MX ip4:192.0.2.1 -all"),
        (["v=spf1 mx -all", "v=spf1 a"], "v=spf1 mx a -all"),
        (["v=spf1 mx ?all", "v=spf1 a -all"], "v=spf1 mx a ?all"),
        (["v=spf1 mx +all", "v=spf1 a -all"], "v=spf1 mx a ?all"),
        (["v=spf1 mx +all", "v=spf1 a"], "v=spf1 mx a ?all"),
        (["v=spf1 mx +all", "v=spf1 a +all"], "v=spf1 mx a +all"),
        (["v=spf1 mx -all ip4:192.0.2.1", "v=spf1 a -all"], "v=spf1 mx a -all"),
        (["v=spf1 redirect=x.example", "v=spf1 a ~all"], "v=spf1 a include:x.example ~all"),
        (["v=spf1 redirect=x.example", "v=spf1 include:x.example ~all"], "v=spf1 include:x.example ~all"),
        (["v=spf1 redirect=x.example", "v=spf1 mx"], "v=spf1 mx redirect=x.example"),
        (["v=spf1 mx -all redirect=x.example", "v=spf1 a -all"], "v=spf1 mx a -all"),
        (["v=spf1 mx -all exp=e.example", "v=spf1 a -all exp=f.example"], "v=spf1 mx a -all exp=e.example"),
        (["v=spf1 mx -all moo=1", "v=spf1 a -all moo=1"], "v=spf1 mx a -all moo=1"),
        ([], None),
        (["v=spf1 -ip4:192.0.2.1 mx -all", "v=spf1 a -all"], None),
        (["v=spf1 mx -all", "v=spf1 ipv4:192.0.2.1 -all"], None),
        (["v=spf1 redirect=x.example", "v=spf1 redirect=y.example"], None),
    ],
)
def test_several_records_become_one(records: list[str], merged: str | None) -> None:
    assert merge([parse(text) for text in records]) == merged


def test_a_long_record_is_split_into_strings_that_join_to_it() -> None:
    text = "v=spf1" + "".join(f" ip4:192.0.2.{number}" for number in range(100)) + " -all"
    strings = split(text)
    assert "".join(strings) == text
    assert all(len(string) <= 255 and string == string.strip() for string in strings)
    assert split("v=spf1 -all") == ("v=spf1 -all",)
    assert [len(string) for string in split(" " * 600)] == [255, 255, 90]


@pytest.mark.parametrize(
    ("record", "term", "left"),
    [
        ("v=spf1 mx a -all", 0, "v=spf1 a -all"),
        ("v=spf1 mx  a -all", 1, "v=spf1 mx  -all"),
        ("v=spf1 mx -all", 1, "v=spf1 mx"),
    ],
)
def test_a_term_is_removed(record: str, term: int, left: str) -> None:
    tree = parse(record)
    assert remove(tree, tree.terms[term].span) == left
    assert str(parse(left)) == left


def test_a_term_is_replaced() -> None:
    tree = parse("v=spf1 MX  a:old.example ~all")
    assert substitute(tree, tree.terms[1].span, "ip4:192.0.2.1") == "v=spf1 MX  ip4:192.0.2.1 ~all"


def test_two_words_about_everybody_else_are_a_question() -> None:
    answered = merged([parse("v=spf1 mx -all"), parse("v=spf1 a ~all")])
    assert answered is not None
    assert (answered.text, answered.chosen) == ("v=spf1 mx a ~all", Result.SOFTFAIL)
    assert answered.said == (Result.FAIL, Result.SOFTFAIL)
    assert answered.choices == ("v=spf1 mx a -all",)
    agreed = merged([parse("v=spf1 mx -all"), parse("v=spf1 a -all")])
    assert agreed is not None
    assert agreed.choices == ()
    assert merged([parse("v=spf1 -a mx -all"), parse("v=spf1 a -all")]) is None
