"""IP addresses as integers, because a check compares them and ``ipaddress`` objects cost microseconds each."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Literal, NamedTuple, TypeAlias

from mailmend.errors import UsageError
from mailmend.pattern import pattern

Family: TypeAlias = Literal[4, 6]

BITS: dict[Family, int] = {4: 32, 6: 128}
FAMILIES: tuple[Family, ...] = (4, 6)
DIGITS = "0123456789"

# What each octet of a dotted quad adds to the value, by its place; only the spelling without leading zeros is there.
# The first is best added last: numbers beyond 30 bits are slower.
FIRST, SECOND, THIRD, FOURTH = ({str(octet): octet << shift for octet in range(256)} for shift in (24, 16, 8, 0))
# RFC 4291 §2.2: groups of at most four hexadecimal digits; two neighbouring colons are one empty group, or two.
_LOOKS_LIKE_IP6 = pattern(r"[0-9A-Fa-f]{0,4}(?:[:.][0-9A-Fa-f]{0,4}){2,10}")


class Address(NamedTuple):
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


class Network(NamedTuple):
    """A range of addresses of one family, both ends inside."""

    family: Family
    first: int
    last: int


def parse_address(text: str) -> Address:
    """The address that ``text`` spells.

    Raises :class:`UsageError` where it spells none.
    """
    try:
        # As parse_ip4() does, and past the constructor: every check begins here.
        first, second, third, fourth = text.split(".")
        return tuple.__new__(Address, (4, FIRST[first] + (SECOND[second] + THIRD[third] + FOURTH[fourth])))
    except (ValueError, KeyError):
        return _parse_address6(text)


def _parse_address6(text: str) -> Address:
    six = parse_ip6(text)
    if six is None:
        raise UsageError(f"not an IP address: {text!r}")
    # RFC 7208 §5: an IPv4-mapped IPv6 address is considered an IPv4 address.
    return Address(4, six & 0xFFFFFFFF) if six >> 32 == 0xFFFF else Address(6, six)


def parse_ip4(text: str) -> int | None:
    """The value of a dotted quad as RFC 7208 §5.6 spells it (no leading zeros), None for anything else."""
    try:
        first, second, third, fourth = text.split(".", 4)
        return FIRST[first] + (SECOND[second] + THIRD[third] + FOURTH[fourth])
    except (ValueError, KeyError):
        return None


def parse_ip6(text: str) -> int | None:
    """The value of an IPv6 address in the text form of RFC 4291 §2.2, None for anything else (zones included)."""
    if not _LOOKS_LIKE_IP6.fullmatch(text):
        return None
    before, gap, after = text.partition("::")
    try:
        value, count = _groups(before)
        if not gap:
            return value if count == 8 else None
        rest, more = _groups(after) if after else (0, 0)
    except ValueError:
        return None
    # RFC 4291 §2.2: "::" stands for one group or more; a dotted quad is the end of an address.
    if count + more > 7 or "." in before:
        return None
    return value << 16 * (8 - count) | rest


def _groups(text: str) -> tuple[int, int]:
    """The value and the number of the groups of 16 bits in ``text``; raises ValueError where one is none."""
    if not text:
        return 0, 0
    parts = text.split(":")
    quad = parts.pop() if "." in text else None
    value = 0
    for part in parts:
        value = value << 16 | int(part, 16)
    if quad is None:
        return value, len(parts)
    low = parse_ip4(quad)
    if low is None:
        raise ValueError(text)
    return value << 32 | low, len(parts) + 2


def format_ip4(value: int) -> str:
    """The dotted quad of ``value``."""
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def network(family: Family, value: int, prefix: int) -> Network:
    """The network of ``prefix`` bits around ``value``; host bits that are set do not matter (RFC 7208 §5.6)."""
    host_bits = BITS[family] - prefix
    first = value >> host_bits << host_bits
    return Network(family, first, first | (1 << host_bits) - 1)


def parse_prefix(digits: str, family: Family) -> int | None:
    """The cidr-length that ``digits`` spell (RFC 7208 §5.6): no leading zeros, at most 32 or 128; else None."""
    prefix = int(digits) if 1 <= len(digits) <= 3 and not digits.strip(DIGITS) else -1
    return prefix if str(prefix) == digits and prefix <= BITS[family] else None


def parse_network(text: str, family: Family) -> Network | None:
    """The network that the argument of an ``ip4`` or ``ip6`` spells (RFC 7208 §5.6), None where a part is at fault."""
    address, slash, digits = text.partition("/")
    value = parse_ip4(address) if family == 4 else parse_ip6(address)
    prefix = parse_prefix(digits, family) if slash else BITS[family]
    return None if value is None or prefix is None else network(family, value, prefix)
