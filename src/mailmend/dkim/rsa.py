"""The length of a public key, read from its DER (ITU-T X.690) without any library of cryptography."""

from __future__ import annotations

from typing import Final

_INTEGER: Final = 0x02
_BIT_STRING: Final = 0x03
_OBJECT_IDENTIFIER: Final = 0x06
_SEQUENCE: Final = 0x30
# 1.2.840.113549.1.1.1, rsaEncryption (RFC 3279 §2.3.1).
_RSA_ENCRYPTION: Final = bytes.fromhex("2a864886f70d010101")
# A key of 16384 bits has some 2 kB.
_LONGEST: Final = 8192


def rsa_bits(der: bytes) -> int | None:
    """The bits of the modulus of an RSA public key, None where ``der`` is none.

    RFC 6376 §3.6.1 asks for an RSAPublicKey (RFC 8017 §A.1.1); what everybody publishes is that key inside a
    SubjectPublicKeyInfo (RFC 5280 §4.1.2.7; erratum 3017). Both are read.
    """
    outer = _value(der[:_LONGEST], _SEQUENCE)
    if outer is None:
        return None
    first, rest = _element(outer[0])
    if first is None:
        return None
    if first[0] == _INTEGER:
        return _modulus_bits(first[1], rest)
    return _wrapped_bits(first, rest) if first[0] == _SEQUENCE else None


def _wrapped_bits(algorithm: tuple[int, bytes], rest: bytes) -> int | None:
    identifier = _value(algorithm[1], _OBJECT_IDENTIFIER)
    key = _value(rest, _BIT_STRING)
    if identifier is None or identifier[0] != _RSA_ENCRYPTION or key is None or not key[0].startswith(b"\0"):
        return None
    inner = _value(key[0][1:], _SEQUENCE)
    first, after = _element(inner[0]) if inner else (None, b"")
    return _modulus_bits(first[1], after) if first and first[0] == _INTEGER else None


def _modulus_bits(modulus: bytes, rest: bytes) -> int | None:
    """The bits of the first of two positive integers; None where the second, the exponent, is missing."""
    exponent = _value(rest, _INTEGER)
    number = int.from_bytes(modulus, "big", signed=True)
    if exponent is None or number <= 0 or int.from_bytes(exponent[0], "big", signed=True) <= 0:
        return None
    return number.bit_length()


def _value(data: bytes, tag: int) -> tuple[bytes, bytes] | None:
    """The contents of the first element of ``data`` and what follows it, where it has this ``tag``."""
    element, rest = _element(data)
    return (element[1], rest) if element and element[0] == tag else None


def _element(data: bytes) -> tuple[tuple[int, bytes] | None, bytes]:
    """The first element of ``data`` as tag and contents, and what follows it (X.690 §8.1)."""
    if len(data) < 2:
        return None, b""
    tag, length, start = data[0], data[1], 2
    if length >= 0x80:
        # The long form: so many bytes of length follow. 0x80 alone, the indefinite form, is not DER.
        count = length & 0x7F
        start += count
        if not 1 <= count <= 4 or len(data) < start:
            return None, b""
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        return None, b""
    return (tag, data[start : start + length]), data[start + length :]
