from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.dmarc import ERRORS, mended, parse


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("v=DMARC1 p=reject", "v=DMARC1; p=reject"),
        ("v=DMARC; p=reject", "v=DMARC1; p=reject"),
        ("v=dmarc1;p=none", "v=DMARC1; p=none"),
        ('"v=DMARC1; p=none"', "v=DMARC1; p=none"),
        ("p=none; v=DMARC1", "v=DMARC1; p=none"),
        ("v=DMARC1: p=none", "v=DMARC1; p=none"),
        ("v=DMARC1; p=rejct; rua=d@contoso.com", "v=DMARC1; p=reject; rua=mailto:d@contoso.com"),
        ("v=DMARC1; p=rejected", "v=DMARC1; p=reject"),
        ("v=DMARC1, p=quarentine, rua=mailto:a@b.co", "v=DMARC1; p=quarantine; rua=mailto:a@b.co"),
        ("v=DMARC1; rua=mailto:a@b.co", "v=DMARC1; p=none; rua=mailto:a@b.co"),
        ("v=DMARC1; rua=mailto:a@b.co; p=reject", "v=DMARC1; p=reject; rua=mailto:a@b.co"),
        ("v=DMARC1; p=none; aspf=strict", "v=DMARC1; p=none; aspf=s"),
        ("v=DMARC1; p=none; p=none", "v=DMARC1; p=none"),
    ],
)
def test_what_must_have_been_meant(text, record):
    assert mended(text) == record


@pytest.mark.parametrize(
    "text",
    [
        "v=DMARC1; p=reject",
        "v=DMARC1; p=reject; p=none",
        "v=DMARC1; p=foo",
        "v=DMARC1; p=",
        "v=DMARC1",
        "v=spf1 -all",
        "hello",
        "",
    ],
)
def test_what_cannot_be_told_or_needs_nothing(text):
    assert mended(text) is None


@given(st.text(alphabet="vDMARC1=; ,:pspnonerejctquaimltfxys@.\"'", max_size=80))
def test_what_is_mended_is_sound_and_stays(tail):
    found = mended("v=DMARC1;" + tail)
    if found is not None:
        record = parse(found)
        assert record is not None
        assert not [fault for fault in record.faults if fault.kind in ERRORS]
        assert mended(found) is None
