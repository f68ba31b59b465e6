"""What is read at a glance is read as the parser with the grammar reads it."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailmend.spf import Directive, Problem, Term, parse
from mailmend.spf.parser import _Reader
from mailmend.spf.plain import is_plain_ip6, plain_directive, plain_ip4

START = len("v=spf1 ")
PLAIN = [
    "all", "-all", "~a", "?mx", "+a", "include:spf.example.com", "-include:_x.a-b.example", "a:mail.example.com",
    "mx:example.com", "~exists:x.example.org", "ip4:192.0.2.1", "ip4:192.0.2.0/24", "ip4:0.0.0.0/0",
    "ip4:198.51.100.7/24", "ip6:2001:db8::/32", "ip6:2a01:111:f403:8000::/51", "ip6:1:2:3:4:5:6:7::/128",
]  # fmt: skip
UNUSUAL = [
    "ip4:192.0.2.1/", "ip4:192.0.2.01", "ip4:192.0.2.1/33", "ip4:192.0.2.1/08", "ip4:192.0.2.256", "ip4:1.2.3.4.5",
    "ip4:1.2.3", "ip4:", "+ip4:192.0.2.1", "IP4:192.0.2.1", "ip6:2001:db8::1/64", "ip6:::/0", "ip6:::ffff:192.0.2.1",
    "ip6:2001:db8::/129", "ip6:2001:db8::/064", "ip6:1:2:3:4:5:6:7:8::/64", "ip6:12345::/16", "ip6:2001:db8::/",
    "ALL", "-All", "ptr", "a:%{d}.example.com", "include:example.com.", "include:museum", "a:a..b.example",
    "a:x.1a", "a:x.example/24", "include:x.example/24", "redirect=x.example", "moo", "include:x.example\n",
    "ip6:2001:db8::/32\n", "all\n", "ip4:1.2.3.4\n", "include:\u0131.example", "ip4:\u0661.2.3.4",
    "a:" + "x" * 64 + ".example", "a:" + "x." * 200 + "example",
]  # fmt: skip


def with_care(text: str) -> tuple[Term, tuple[Problem, ...]]:
    """The term and its problems, from the general reader alone."""
    problems: list[Problem] = []
    return _Reader(text, START, problems).term(), tuple(problems)


def agrees(text: str) -> None:
    """Hold what a record says about its one term, and about addresses, against the general reader."""
    record = parse("v=spf1 " + text)
    expected, problems = with_care(text)
    (term,) = record.terms
    assert type(term) is type(expected)
    if isinstance(term, Directive) and isinstance(expected, Directive):
        # Directives of one text are equal; their fields must be too.
        assert tuple(term) == tuple(expected)
        assert term.network == expected.network
        found = [(4, *found) for each in record.stretches for found in each.fours]
        found += [(6, *found) for each in record.stretches for found in each.sixes]
        assert found == ([(*expected.network, 0)] if expected.network and not problems else [])
    else:
        assert term == expected
    assert record.problems == problems
    assert [problem.span for problem in record.problems] == [problem.span for problem in problems]


@pytest.mark.parametrize("text", [*PLAIN, *UNUSUAL])
def test_the_term_is_the_one_of_the_general_reader(text: str) -> None:
    agrees(text)


@pytest.mark.parametrize("text", PLAIN)
def test_the_usual_spellings_are_plain(text: str) -> None:
    if text.startswith("ip4:"):
        assert plain_ip4(text, 0)
    elif text.startswith("ip6:"):
        assert is_plain_ip6(text)
    else:
        assert plain_directive(text, 0)


@pytest.mark.parametrize("text", [text for text in UNUSUAL if with_care(text)[1]])
def test_no_fault_is_plain(text: str) -> None:
    assert not plain_directive(text, 0)
    assert not (text.startswith("ip4:") and plain_ip4(text, 0))
    assert not is_plain_ip6(text)


CHARACTERS = "aAfFxX019:./%{}=+-~?_ip46l\x00\n\xe9\u0661"


@given(st.sampled_from([*PLAIN, *UNUSUAL]), st.integers(0, 2**32))
@example("ip4:192.0.2.0/24", 0)
def test_a_changed_term_is_the_one_of_the_general_reader(text: str, seed: int) -> None:
    source = random.Random(seed)
    for _ in range(source.choice((1, 1, 2, 3))):
        place = source.randrange(len(text) + 1)
        text = text[:place] + source.choice(CHARACTERS) + text[place + source.choice((0, 1)) :]
    agrees(text)


def test_spaces_between_the_terms_keep_every_place() -> None:
    record = parse("v=spf1  ip4:192.0.2.1   a ip6:2001:db8::/32  -all ")
    assert [term.span.of(record.text) for term in record.terms] == list(record.tokens)
    assert [each.place for each in record.stretches] == [1, 3, 4]
    assert [place for *_, place in (*record.stretches[0].fours, *record.stretches[1].sixes)] == [0, 2]
