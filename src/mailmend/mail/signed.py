"""What an opaque S/MIME signature holds (RFC 8551 §3.5.2): the signed message inside a CMS SignedData (RFC 5652 §5.1).

Nothing is verified: who signed what is not asked here, only what the message says. Encrypted ones stay closed.
"""

from __future__ import annotations

from collections.abc import Iterator

# ContentInfo, its content, SignedData, encapContentInfo, its content, an OCTET STRING, its parts.
_DEEPEST = 7
# OpenSSL writes parts of a thousand bytes.
_LONGEST, _MOST_ELEMENTS = 1_000_000, 5_000
_INDEFINITE = 0x80
_SEQUENCE, _CONTENT, _OCTETS, _OCTETS_IN_PARTS = 0x30, 0xA0, 0x04, 0x24
# RFC 5652 §5.1: id-signedData, as BER encodes it.
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")


def signed_content(data: bytes) -> bytes | None:
    """The content of the SignedData in ``data``; None where it is none, or carries no content.

    Of its first megabyte. Never raises.
    """
    data = data[:_LONGEST]
    outer = _child(data, 0, len(data), _SEQUENCE)
    if outer is None or _SIGNED_DATA not in data[outer[0] : outer[0] + 16]:
        return None
    found: tuple[int, int] | None = outer
    # ContentInfo, its content, SignedData, encapContentInfo, its content.
    for tag in (_CONTENT, _SEQUENCE, _SEQUENCE, _CONTENT):
        found = _child(data, *found, tag) if found else None
    return b"".join(_octets(data, *found, _DEEPEST)) if found else None


def _child(data: bytes, start: int, end: int, tag: int) -> tuple[int, int] | None:
    return next((found[1:3] for found in _elements(data, start, end, _DEEPEST) if found[0] == tag), None)


def _octets(data: bytes, start: int, end: int, deeper: int) -> Iterator[bytes]:
    """An OCTET STRING; BER may give it in parts (X.690 §8.7.3)."""
    for tag, first, last, _ in _elements(data, start, end, deeper):
        if tag == _OCTETS:
            yield data[first:last]
        elif tag == _OCTETS_IN_PARTS and deeper:
            yield from _octets(data, first, last, deeper - 1)


def _elements(data: bytes, start: int, end: int, deeper: int) -> Iterator[tuple[int, int, int, int]]:
    """The elements in ``[start, end)`` (X.690 §8.1): tag, begin and end of the content, where the next one begins."""
    for _ in range(_MOST_ELEMENTS):
        if start + 1 >= end or data[start : start + 2] == b"\0\0":
            return
        tag, length, first = data[start], data[start + 1], start + 2
        if length == _INDEFINITE:
            last = min(_end(data, first, end, deeper), end)
            following = min(last + 2, end)
        else:
            if length > _INDEFINITE:
                first += length - _INDEFINITE
                length = int.from_bytes(data[start + 2 : first], "big")
            last = following = min(first + length, end)
        if first > end:
            return
        yield tag, first, last, following
        start = following


def _end(data: bytes, start: int, end: int, deeper: int) -> int:
    """Where a content of indefinite length ends: before the two zeros after its last element (X.690 §8.1.5)."""
    return max((each[3] for each in _elements(data, start, end, deeper - 1)), default=start) if deeper else start
