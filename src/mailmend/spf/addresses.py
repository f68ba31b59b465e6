"""IP addresses as integers, because a check compares them and ``ipaddress`` objects cost microseconds each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Literal, TypeAlias

from mailmend.errors import UsageError

Family: TypeAlias = Literal[4, 6]

BITS: dict[Family, int] = {4: 32, 6: 128}
FAMILIES: tuple[Family, ...] = (4, 6)

_OCTETS = {str(number): number for number in range(256)}


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address: its family and its value; an IPv4-mapped IPv6 address is an IPv4 address (RFC 7208 §5)."""

    family: Family
    value: int

    def __str__(self) -> str:
        return format_ip4(self.value) if self.family == 4 else str(IPv6Address(self.value))

    @property
    def dotted(self) -> str:
        """What ``%{i}`` stands for (RFC 7208 §7.3): the dotted quad, or 32 dotted hexadecimal digits."""
        return format_ip4(self.value) if self.family == 4 else ".".join(f"{self.value:032X}")

    @property
    def reverse_name(self) -> str:
        """The name of the PTR records of this address (RFC 1035 §3.5, RFC 3596 §2.5)."""
        zone = "in-addr.arpa" if self.family == 4 else "ip6.arpa"
        return ".".join(reversed(self.dotted.split("."))) + "." + zone


@dataclass(frozen=True, slots=True)
class Network:
    """A range of addresses of one family, both ends inside."""

    family: Family
    first: int
    last: int


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address:
    """The address that ``text`` spells.

    Raises :class:`UsageError` where it spells none.
    """
    four = parse_ip4(text)
    if four is not None:
        return Address(4, four)
    six = parse_ip6(text)
    if six is None:
        raise UsageError(f"not an IP address: {text!r}")
    # RFC 7208 §5: an IPv4-mapped IPv6 address is considered an IPv4 address.
    return Address(4, six & 0xFFFFFFFF) if six >> 32 == 0xFFFF else Address(6, six)


def parse_ip4(text: str) -> int | None:
    """The value of a dotted quad as RFC 7208 §5.6 spells it (no leading zeros), None for anything else."""
    parts = text.split(".", 4)
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        octet = _OCTETS.get(part)
        if octet is None:
            return None
        value = value << 8 | octet
    return value


@lru_cache(maxsize=4096)
def parse_ip6(text: str) -> int | None:
    """The value of an IPv6 address in the text form of RFC 4291 §2.2, None for anything else (zones included)."""
    if not 2 <= len(text) <= 45 or "%" in text:
        return None
    try:
        return int(IPv6Address(text))
    except ValueError:
        return None


def format_ip4(value: int) -> str:
    """The dotted quad of ``value``."""
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def network(family: Family, value: int, prefix: int) -> Network:
    """The network of ``prefix`` bits around ``value``; host bits that are set do not matter (RFC 7208 §5.6)."""
    host_bits = BITS[family] - prefix
    first = value >> host_bits << host_bits
    return Network(family, first, first | (1 << host_bits) - 1)
