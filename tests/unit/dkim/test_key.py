from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.dkim import UNUSABLE, is_key, parse_key
from mailmend.dkim.rsa import rsa_bits


def integer(number: int) -> bytes:
    raw = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return element(0x02, raw)


def element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def bare(bits: int) -> bytes:
    return element(0x30, integer((1 << (bits - 1)) | 1) + integer(65537))


def wrapped(bits: int) -> bytes:
    algorithm = element(0x30, element(0x06, bytes.fromhex("2a864886f70d010101")) + element(0x05, b""))
    return element(0x30, algorithm + element(0x03, b"\0" + bare(bits)))


def key(tags: str, der: bytes) -> str:
    return f"{tags}p={base64.b64encode(der).decode()}"


@pytest.mark.parametrize("bits", [384, 512, 1023, 1024, 2048, 4096, 4104])
@pytest.mark.parametrize("form", [bare, wrapped])
def test_the_length_of_a_key_in_both_forms(bits, form):
    assert rsa_bits(form(bits)) == bits


@pytest.mark.parametrize("cut", range(0, len(wrapped(1024)), 7))
def test_a_key_that_is_cut_off_is_none(cut):
    assert rsa_bits(wrapped(1024)[:cut]) is None


def test_what_is_no_rsa_key():
    other = element(0x30, element(0x30, element(0x06, b"\x2a\x03")) + element(0x03, b"\0" + bare(1024)))
    assert rsa_bits(other) is None
    assert rsa_bits(element(0x30, integer(0) + integer(3))) is None
    assert rsa_bits(element(0x30, integer(17))) is None
    assert rsa_bits(b"\x30\x80\x02\x01\x05\x00\x00") is None


@given(st.binary(max_size=300))
def test_any_bytes_have_a_length_or_none(data):
    assert rsa_bits(data) is None or rsa_bits(data) > 0


@pytest.mark.parametrize(
    ("bits", "kinds"), [(512, ["too-short"]), (1024, ["short-key"]), (2048, []), (4096, []), (4104, ["long-key"])]
)
def test_what_is_said_of_a_length(bits, kinds):
    record = parse_key(key("v=DKIM1; k=rsa; ", wrapped(bits)))
    assert (record.bits, [fault.kind for fault in record.faults]) == (bits, kinds)
    assert record.usable is (bits >= 1024)


def test_an_ed25519_key():
    record = parse_key(key("v=DKIM1; k=ed25519; ", bytes(32)))
    assert (record.key_type, record.bits, record.faults, record.usable) == ("ed25519", 256, (), True)
    assert [f.kind for f in parse_key(key("k=ed25519; ", bytes(31))).faults] == ["bad-key"]


GOOD = key("v=DKIM1; ", wrapped(2048))


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        (GOOD.replace("DKIM1", "DKIM2"), "bad-version", "v=DKIM2"),
        (GOOD.replace("DKIM1", "dkim1"), "bad-version", "v=dkim1"),
        (key("k=rsa; v=DKIM1; ", wrapped(2048)), "bad-version", "v=DKIM1"),
        ("v=DKIM1; k=rsa", "no-key", ""),
        ("v=DKIM1; p=", "revoked", "p="),
        ("v=DKIM1; p= ; t=y", "revoked", "p="),
        ("v=DKIM1; p=abc*def=", "bad-base64", "abc*def="),
        ("v=DKIM1; p=QUJD", "bad-key", "QUJD"),
        (GOOD + "; p=QUJD", "repeated-tag", "p=QUJD"),
        (GOOD + "; nonsense", "bad-term", "nonsense"),
        (GOOD + "; k=dsa", "unknown-key-type", "dsa"),
        (GOOD + "; s=tlsrpt", "wrong-service", "s=tlsrpt"),
        (GOOD + "; h=sha1", "sha1-only", "h=sha1"),
        (GOOD + "; t=y:s", "testing", "t=y:s"),
        (GOOD + "; q=dns", "unknown-tag", "q=dns"),
    ],
)
def test_a_fault_and_its_place(text, kind, marked):
    record = parse_key(text)
    (fault,) = (fault for fault in record.faults if fault.kind == kind)
    assert fault.span.of(text) == marked
    assert record.usable is (kind not in UNUSABLE)


def test_what_is_allowed_is_no_fault():
    text = key("v=DKIM1;k=rsa;s=*:email;h=sha1:sha256;t=s;n=note;", wrapped(2048)) + " ;"
    assert parse_key(text).faults == ()
    spaced = GOOD.replace("p=", "p= ").replace("MIIB", "MI IB\t")
    assert parse_key(spaced).faults == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=DKIM1; p=", True),
        ("p=abc", True),
        ("k=rsa; p=abc", True),
        ("v=spf1 -all", False),
        ("hello", False),
        ("v=DMARC1; p=none", False),
        ("", False),
        ("v=DKIM1", True),
    ],
)
def test_what_means_to_be_a_key(text, expected):
    assert is_key(text) is expected


@given(st.text(max_size=200))
def test_any_text_ends_in_an_answer_with_its_faults_inside(text):
    record = parse_key(text)
    assert all(0 <= fault.span.start <= fault.span.end <= len(text) for fault in record.faults)
    assert record.usable is False or record.bits is not None


def test_a_modulus_without_its_leading_zero_is_negative_and_none():
    negative = element(0x02, (1 << 1023 | 1).to_bytes(128, "big"))
    assert rsa_bits(element(0x30, negative + integer(65537))) is None
