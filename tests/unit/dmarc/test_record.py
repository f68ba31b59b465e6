from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.dmarc import parse


def test_a_full_record():
    record = parse(
        "v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; psd=n; t=y; fo=1;"
        " rua=mailto:d@contoso.com, https://r.example/x"
    )
    assert (record.policy, record.subdomain_policy, record.nonexistent_policy) == ("reject", "quarantine", "none")
    assert (record.spf_alignment, record.dkim_alignment, record.psd, record.testing) == ("s", "s", "n", True)
    assert record.rua == ("mailto:d@contoso.com", "https://r.example/x")
    assert record.problems == ()


def test_defaults():
    record = parse("v=DMARC1;p=none")
    assert (record.subdomain_policy, record.nonexistent_policy) == (None, None)
    assert (record.spf_alignment, record.dkim_alignment, record.psd, record.testing) == ("r", "r", "u", False)


@pytest.mark.parametrize(
    "text", ["", "v=DMARC1x; p=none", "v=dmarc1; p=none", "p=none; v=DMARC1", "v=spf1 -all", "DMARC1"]
)
def test_what_is_no_record(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "policy", "problems"),
    [
        ("v=DMARC1", "none", ("p-missing",)),
        ("v=DMARC1; rua=mailto:a@b.example", "none", ("p-missing",)),
        ("v=DMARC1; p=rejected", None, ("p-invalid",)),
        ("v=DMARC1; p=rejected; rua=mailto:a@b.example", "none", ("p-invalid",)),
        ("v=DMARC1; p=reject; sp=quarantin", None, ("sp-invalid",)),
        ("v=DMARC1; p=reject; np=x; rua=mailto:a@b.example", "none", ("np-invalid",)),
        ("v=DMARC1; p=REJECT", "reject", ()),
        ("v=DMARC1; p=reject; p=none", "reject", ("p-repeated",)),
        ("v=DMARC1; p=reject; aspf=x", "reject", ("aspf-invalid",)),
        ("v=DMARC1; p=reject; rua=d@contoso.com", "reject", ("rua-invalid",)),
        ("v=DMARC1; p=reject; unknown=1; pct=50", "reject", ()),
    ],
)
def test_faults(text, policy, problems):
    record = parse(text)
    assert (record.policy, record.problems) == (policy, problems)


def test_an_unusable_subdomain_policy_voids_the_others():
    record = parse("v=DMARC1; p=reject; sp=x; np=reject; rua=mailto:a@b.example")
    assert (record.policy, record.subdomain_policy, record.nonexistent_policy) == ("none", None, None)


@given(st.text(alphabet="vDMARC1pspnp=;, rejctnonequaitrum:aflo@.u" + "\x00é"))
def test_any_text_ends_in_an_answer(text):
    record = parse("v=DMARC1;" + text)
    assert record is not None
    assert record.policy in (None, "none", "quarantine", "reject")


@pytest.mark.parametrize(
    ("text", "kind", "detail", "marked"),
    [
        ("v=DMARC1; p=rejct", "invalid", "p=rejct", "p=rejct"),
        ("v=DMARC1; rua=mailto:a@b.example", "missing", "p", ""),
        ("v=DMARC1; p=none; p=reject", "repeated", "p", "p=reject"),
        ("v=DMARC1; p=none; oops", "bad-term", "oops", "oops"),
        ("v=DMARC1; p=none; rua=a@b.example", "bad-address", "rua=a@b.example", "a@b.example"),
        (
            "v=DMARC1; p=none; rua=mailto:a@b.test, mailto:nobody",
            "bad-address",
            "rua=mailto:nobody",
            "mailto:nobody",
        ),
        (
            "v=DMARC1; p=none; rua=mailto:a@b.example!10m",
            "size",
            "rua=mailto:a@b.example!10m",
            "mailto:a@b.example!10m",
        ),
        ("v=DMARC1; p=none; pct=100", "removed", "pct=100", "pct=100"),
        ("v=DMARC1; p=none; pct=20", "percent", "pct=20", "pct=20"),
        ("v=DMARC1; p=none; ri=3600", "removed", "ri=3600", "ri=3600"),
        ("v=DMARC1; sp=none; p=none", "order", "p", "p=none"),
        ("v=DMARC1; p=reject; sp=none", "weaker", "sp=none", "sp=none"),
        ("v=DMARC1; p=reject; t=y", "test", "t=y", "t=y"),
        ("v=DMARC1; p=reject; fo=2", "unknown", "fo=2", "fo=2"),
        ("v=DMARC1; p=reject; x=2", "unknown", "x", "x=2"),
    ],
)
def test_a_fault_and_its_place(text, kind, detail, marked):
    record = parse(text)
    (fault,) = (fault for fault in record.faults if fault.kind == kind)
    assert (fault.detail, fault.span.of(text)) == (detail, marked)


@pytest.mark.parametrize(
    "text",
    [
        "v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=r; psd=n; t=n; fo=1:d:s; rua=mailto:a@b.example",
        "v=DMARC1;p=none;rua=mailto:a@b.example,mailto:c@d.example;ruf=mailto:a@b.example;",
        "v=DMARC1; p=quarantine; sp=reject",
    ],
)
def test_what_is_allowed_is_no_fault(text):
    assert parse(text).faults == ()


@pytest.mark.parametrize(
    ("text", "by_rfc7489", "by_rfc9989"),
    [
        ("v=DMARC1; p=reject", "reject", "reject"),
        ("v=DMARC1", None, "none"),
        ("v=DMARC1; rua=mailto:a@b.example", "none", "none"),
        ("v=DMARC1; p=reject; np=x; rua=mailto:a@b.example", "reject", "none"),
    ],
)
def test_the_two_rfcs_read_a_policy_differently(text, by_rfc7489, by_rfc9989):
    record = parse(text)
    assert (record.policy_by_rfc7489, record.policy) == (by_rfc7489, by_rfc9989)


def test_the_policy_below():
    record = parse("v=DMARC1; p=none; sp=quarantine; np=reject")
    assert (record.policy_below(), record.policy_below(exists=False)) == ("quarantine", "reject")
    assert parse("v=DMARC1; p=reject").policy_below(exists=False) == "reject"
    assert parse("v=DMARC1; p=x").policy_below() is None


@pytest.mark.parametrize(("pct", "percent"), [("20", 20), ("100", 100), ("0", 0), ("900", 100), ("x", 100), ("", 100)])
def test_the_percentage(pct, percent):
    assert parse(f"v=DMARC1; p=none; pct={pct}").percent == percent


@given(st.text(max_size=100))
def test_every_fault_lies_in_the_text(tail):
    text = "v=DMARC1; " + tail
    assert all(0 <= f.span.start <= f.span.end <= len(text) for f in parse(text).faults)
