from __future__ import annotations

import pytest

from mailmend.spf import Directive, Malformed, Modifier, Result, is_spf, parse
from mailmend.spf.addresses import Network

FAULTS = {
    "ipv4:192.0.2.1": ("unknown-mechanism", "ipv4"),
    "moo": ("unknown-mechanism", "moo"),
    "redirect:x.example": ("unknown-mechanism", "redirect"),
    "include": ("missing-argument", "include"),
    "include:": ("missing-argument", "include:"),
    "ip4": ("missing-argument", "ip4"),
    "ip6:/64": ("missing-argument", "ip6:/64"),
    "exp=": ("missing-argument", "exp="),
    "ip4:192.0.2": ("bad-ip4", "192.0.2"),
    "ip4:192.0.2.01": ("bad-ip4", "192.0.2.01"),
    "ip4:192.0.2.1:25": ("bad-ip4", "192.0.2.1:25"),
    "ip4:2001:db8::1": ("bad-ip4", "2001:db8::1"),
    "ip6:192.0.2.1": ("bad-ip6", "192.0.2.1"),
    "ip6:fe80::1%1": ("bad-ip6", "fe80::1%1"),
    "ip4:192.0.2.1/33": ("bad-cidr", "/33"),
    "ip4:192.0.2.1/024": ("bad-cidr", "/024"),
    "ip4:192.0.2.1/": ("bad-cidr", "/"),
    "ip4:192.0.2.1//24": ("bad-cidr", "//24"),
    "ip6:2001:db8::/129": ("bad-cidr", "/129"),
    "a/33": ("bad-cidr", "/33"),
    "a//129": ("bad-cidr", "/129"),
    "a/24/64": ("bad-cidr", "/24/64"),
    "a:x.example///64": ("bad-cidr", "//64"),
    "a:museum": ("bad-domain", "museum"),
    "a:192.0.2.1": ("bad-domain", "192.0.2.1"),
    "mx:x.-com": ("bad-domain", "x.-com"),
    "include:x.example/24": ("bad-domain", "x.example/24"),
    "redirect=-all": ("bad-domain", "-all"),
    "a:%{x}.example": ("bad-macro", "%{"),
    "a:%{d0}": ("bad-macro", "%{d0}"),
    "a:%{c}": ("bad-macro", "%{c}"),
    "moo=%abc": ("bad-macro", "%a"),
    "a:x%": ("bad-macro", "%"),
    "-all:x": ("unexpected-argument", ":x"),
    "ptr/24": ("unexpected-argument", "/24"),
    "a:x\x00.example": ("bad-character", "\x00"),
    "mx\tptr": ("bad-character", "\t"),
    "\x96all": ("non-ascii", "\x96"),
    "=all": ("bad-term", "=all"),
    "1up=foo": ("bad-term", "1up=foo"),
    "--all": ("bad-term", "--all"),
}
SOUND = [
    "all",
    "+ALL",
    "~a",
    "mx/0",
    "a//0",
    "a/32//128",
    "a:x.example/24//64",
    "a:foo:bar/baz.example.com",
    "ptr:x.example",
    "exists:%{ir}.%{l1r+-}._spf.%{d2}",
    "exists:%{I}%%",
    "include:%{d}",
    "a:x.example.",
    "a:x.xn--p1ai",
    "a:x.1-2",
    "ip4:192.0.2.1/0",
    "ip6:2001:db8::/32",
    "ip6:::1",
    "ip6:::ffff:192.0.2.1",
    "exp=%{d}.example",
    "moo.cow-far_out=man:dog/cat",
    "moo=",
    "Redirect=x.example",
    "a:%{l99999999999999999999999999}",
]


@pytest.mark.parametrize(("term", "fault"), FAULTS.items())
def test_a_fault_has_its_kind_and_its_place(term: str, fault: tuple[str, str]) -> None:
    record = parse(f"v=spf1 mx {term} -all")
    (problem,) = record.problems
    assert (problem.kind, problem.detail) == fault
    assert problem.term == term
    assert problem.span is not None
    assert problem.span.of(record.text) == fault[1]
    assert len(record.terms) == 3


@pytest.mark.parametrize("term", SOUND)
def test_a_sound_term_has_no_fault(term: str) -> None:
    assert parse(f"v=spf1 {term}").problems == ()


def test_all_faults_are_said() -> None:
    record = parse("v=spf1 ip4:1.2.3/40 a:x foo exp=a.example exp=b.example \xa0all")
    kinds = ["bad-ip4", "bad-cidr", "bad-domain", "unknown-mechanism", "duplicate-modifier", "non-ascii"]
    assert [problem.kind for problem in record.problems] == kinds


def test_a_directive_and_the_places_of_its_parts() -> None:
    record = parse(b"v=spf1  ~MX:x.example/24//64 ip4:192.0.2.130/25 redirect=y.example ")
    mx, ip4, redirect = record.terms
    assert isinstance(mx, Directive)
    assert (mx.name, mx.qualifier, mx.prefix4, mx.prefix6) == ("mx", Result.SOFTFAIL, 24, 64)
    assert mx.domain is not None
    assert mx.domain.literal == "x.example"
    spans = (mx.span, mx.name_span, mx.argument_span, mx.cidr_span)
    assert [span and span.of(record.text) for span in spans] == ["~MX:x.example/24//64", "MX", "x.example", "/24//64"]
    assert isinstance(ip4, Directive)
    assert ip4.network == Network(4, 0xC0000280, 0xC00002FF)
    assert isinstance(redirect, Modifier)
    assert redirect is record.redirect
    assert redirect.argument_span.of(record.text) == "y.example"


def test_what_is_no_term_is_kept() -> None:
    (malformed,) = parse("v=spf1 =all").terms
    assert malformed == Malformed(text="=all", span=malformed.span)


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        (b"v=spf1", True),
        (b"V=SPF1 -all", True),
        (b"v=spf1\t-all", False),
        (b"v=spf1\xc2\xa0-all", False),
        (b" v=spf1 -all", False),
        (b"v=spf10", False),
        (b"v=spf1mx", False),
        (b"", False),
    ],
)
def test_which_texts_are_selected(text: bytes, selected: bool) -> None:
    assert is_spf(text) is selected
    assert is_spf(text.decode("latin-1")) is selected
    assert (parse(text).problems[:1] == ()) is selected
