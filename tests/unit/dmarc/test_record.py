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
