"""Opaque S/MIME signatures give what they hold, in the ways in which DER and BER write it; damaged ones nothing bad."""

from __future__ import annotations

import random

import pytest

from mailmend.mail.signed import signed_content

SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
MESSAGE = b"Content-Type: text/plain\r\n\r\n" + b"550 5.7.23 SPF fail\r\n" * 20


def der(tag, content):
    length = len(content)
    head = bytes([length]) if length < 0x80 else b"\x82" + length.to_bytes(2, "big")
    return bytes([tag]) + head + content


def ber(tag, content):
    return bytes([tag, 0x80]) + content + b"\0\0"


def signature(octets, one=der):
    content = one(0x30, DATA + one(0xA0, octets))
    return one(0x30, SIGNED_DATA + one(0xA0, one(0x30, b"\x02\x01\x01\x31\x00" + content + b"\x31\x00")))


@pytest.mark.parametrize(
    "data",
    [
        signature(der(0x04, MESSAGE)),
        signature(ber(0x24, der(0x04, MESSAGE[:100]) + der(0x04, MESSAGE[100:])), ber),
    ],
    ids=["DER", "BER"],
)
def test_a_signature_gives_what_was_signed(data):
    assert signed_content(data) == MESSAGE


@pytest.mark.parametrize(
    "data", [b"", b"0", b"0\x80", b"0\x82", b"PK\x03\x04", signature(b"").replace(SIGNED_DATA, DATA)]
)
def test_what_is_no_signature_gives_nothing(data):
    assert not signed_content(data)


def test_damage_raises_nothing():
    chance = random.Random(5)
    good = signature(ber(0x24, der(0x04, MESSAGE)), ber)
    for _ in range(2_000):
        bad = bytearray(good[: chance.randrange(len(good))])
        for _ in range(min(5, len(bad))):
            bad[chance.randrange(len(bad))] = chance.choice((0, 0x24, 0x30, 0x80, 0x84, 0xA0, 0xFF))
        signed_content(bytes(bad))
