"""DKIM key records: ``v=DKIM1; k=rsa; p=MIIB…`` (RFC 6376 §3.6.1, RFC 8463), read with the place of every fault."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from mailmend.dkim.rsa import rsa_bits
from mailmend.dkim.tags import Tag, tags
from mailmend.frozen import frozen
from mailmend.span import Fault, Span

# RFC 8301 §3.2: signers use at least 1024 bits and should use 2048; verifiers do not accept less than 1024.
LEAST_BITS: Final = 1024
GOOD_BITS: Final = 2048
# RFC 8301 §3.2: a verifier must take keys up to 4096 bits; longer ones are up to it.
MOST_BITS: Final = 4096
_ED25519_BYTES: Final = 32  # RFC 8463 §3
_KNOWN_TAGS: Final = frozenset("vhkpnstg")
# With one of these no signature by the key can be verified; the others are advice.
UNUSABLE: Final = frozenset(
    (
        *("bad-version", "no-key", "revoked", "bad-base64", "bad-key", "unknown-key-type", "too-short"),
        *("repeated-tag", "wrong-service", "sha1-only", "several-keys", "bad-term"),
    )
)


@frozen
class KeyRecord:
    """A DKIM key record and what is wrong with it.

    ``key_type`` is ``k`` (``rsa`` where it is left out); ``bits`` the length of the modulus, 256 for Ed25519, None
    where the key cannot be read. ``hashes``, ``services`` and ``flags`` are ``h``, ``s`` and ``t``, lower case.
    """

    text: str
    key_type: str
    bits: int | None
    hashes: tuple[str, ...]
    services: tuple[str, ...]
    flags: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def revoked(self) -> bool:
        """Whether its owner has withdrawn it: an empty ``p`` (RFC 6376 §3.6.1)."""
        return any(fault.kind == "revoked" for fault in self.faults)

    @property
    def usable(self) -> bool:
        """Whether a signature by it can be verified."""
        return not any(fault.kind in UNUSABLE for fault in self.faults)


def is_key(text: str) -> bool:
    """Whether ``text`` means to be a key record: it has ``v=DKIM1``, or a ``p`` among tags that a key record has."""
    found = list(tags(text))
    names = {tag.name for tag in found}
    return any(tag.name == "v" and tag.value.upper().startswith("DKIM") for tag in found) or (
        "p" in names and not any(tag.name == "v" for tag in found)
    )


def parse_key(text: str) -> KeyRecord:
    """The key record in ``text``; what cannot be read of it is a fault, never an exception."""
    found = list(tags(text))
    first: dict[str, Tag] = {}
    for tag in found:
        if tag.name:
            first.setdefault(tag.name, tag)
    key_type = first["k"].value.lower() if "k" in first else "rsa"
    bits, faults = _key(first.get("p"), key_type, len(text))
    lists = {name: _words(first.get(name)) for name in "hst"}
    return KeyRecord(
        text=text,
        key_type=key_type,
        bits=bits,
        hashes=lists["h"],
        services=lists["s"],
        flags=lists["t"],
        faults=(*_of_list(found), *faults, *_of_values(first, lists)),
    )


def _of_list(found: list[Tag]) -> Iterator[Fault]:
    """Faults of the list as such: its version, tags that stand twice, parts that are no tags."""
    seen = set[str]()
    for at, tag in enumerate(found):
        # RFC 6376 §3.6.1: where "v" is there, it stands first and is "DKIM1", spelled exactly so.
        if tag.name == "v" and (at or tag.value != "DKIM1"):
            yield Fault(kind="bad-version", span=tag.span, detail=tag.value)
        # RFC 6376 §3.2: a tag that stands twice voids the list.
        elif tag.name in seen:
            yield Fault(kind="repeated-tag", span=tag.span, detail=tag.name)
        elif not tag.name:
            yield Fault(kind="bad-term", span=tag.span, detail=tag.value)
        elif tag.name not in _KNOWN_TAGS:
            # RFC 6376 §3.2: unknown tags are ignored.
            yield Fault(kind="unknown-tag", span=tag.span, detail=tag.name)
        seen.add(tag.name or " ")


def _key(tag: Tag | None, key_type: str, end: int) -> tuple[int | None, list[Fault]]:
    """The length of the key in ``p``, and its faults."""
    if tag is None:
        return None, [Fault(kind="no-key", span=Span(end, end))]
    # RFC 6376 §3.6.1: an empty value means that the key was revoked.
    if not tag.value:
        return None, [Fault(kind="revoked", span=tag.span)]
    raw = _decoded("".join(tag.value.split()))
    if raw is None:
        return None, [Fault(kind="bad-base64", span=tag.value_span, detail=_odd(tag.value))]
    if key_type == "ed25519":
        fits = len(raw) == _ED25519_BYTES
        return (256, []) if fits else (None, [Fault(kind="bad-key", span=tag.value_span, detail=f"{len(raw)} bytes")])
    if key_type != "rsa":
        return None, []
    bits = rsa_bits(raw)
    if bits is None:
        return None, [Fault(kind="bad-key", span=tag.value_span, detail=f"{len(raw)} bytes")]
    return bits, [Fault(kind=kind, span=tag.value_span, detail=str(bits)) for kind in _by_length(bits)]


def _by_length(bits: int) -> Iterator[str]:
    if bits < LEAST_BITS:
        yield "too-short"
    elif bits < GOOD_BITS:
        yield "short-key"
    elif bits > MOST_BITS:
        yield "long-key"


def _of_values(first: dict[str, Tag], lists: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    if "k" in first and first["k"].value.lower() not in ("rsa", "ed25519"):
        yield Fault(kind="unknown-key-type", span=first["k"].value_span, detail=first["k"].value)
    # RFC 6376 §3.6.1: "s" lists the services the key is for; mail is "email", and "*" is all.
    if lists["s"] and not {"*", "email"} & set(lists["s"]):
        yield Fault(kind="wrong-service", span=first["s"].span, detail=first["s"].value)
    # RFC 8301 §3.1: SHA-1 must not be used.
    if lists["h"] and "sha256" not in lists["h"]:
        yield Fault(kind="sha1-only", span=first["h"].span, detail=first["h"].value)
    if "y" in lists["t"]:
        yield Fault(kind="testing", span=first["t"].span, detail=first["t"].value)


def _words(tag: Tag | None) -> tuple[str, ...]:
    """The parts of a colon-separated value, lower case."""
    return tuple(word.strip().lower() for word in tag.value.split(":") if word.strip()) if tag else ()


def _decoded(text: str) -> bytes | None:
    """``text`` from base64; padding that was cut off is forgiven, as verifiers do."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _odd(value: str) -> str:
    """The first character that base64 does not know, empty where only the length is wrong."""
    return next((c for c in value if not (c.isascii() and (c.isalnum() or c in "+/= \t\r\n"))), "")
