from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.errors import UsageError
from mailmend.spf.addresses import Address, Network, network, parse_address, parse_ip4, parse_ip6


@pytest.mark.parametrize("text", ["0.0.0.0", "192.0.2.1", "255.255.255.255", "2001:db8::1", "::"])
def test_an_address_is_read_and_written(text: str) -> None:
    assert str(parse_address(text)) == text


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", " 1.2.3.4", "1.2.3.²", "::1%eth0", "x"]
)
def test_what_is_no_address(text: str) -> None:
    assert parse_ip4(text) is None
    with pytest.raises(UsageError):
        parse_address(text)


def test_a_mapped_address_is_an_ipv4_address() -> None:
    assert parse_address("::FFFF:192.0.2.1") == parse_address("192.0.2.1") == Address(4, 0xC0000201)


def test_the_name_of_pointers() -> None:
    assert parse_address("192.0.2.1").reverse_name == "1.2.0.192.in-addr.arpa"
    assert parse_address("2001:db8::1").reverse_name == "1" + ".0" * 23 + ".8.B.D.0.1.0.0.2.ip6.arpa"


def test_host_bits_do_not_matter() -> None:
    assert network(4, 0xC0000281, 24) == Network(4, 0xC0000200, 0xC00002FF)
    assert network(6, 5, 0) == Network(6, 0, (1 << 128) - 1)


PIECES = [
    "0",
    "1",
    "ffff",
    "2A01",
    "12345",
    "",
    "::",
    ":",
    "1.2.3.4",
    "01.2.3.4",
    "g",
    "::1",
    "0001",
    "%1",
    " 1",
    "1_0",
]


def spelled(text: str) -> int | None:
    try:
        return int(IPv6Address(text)) if "%" not in text else None
    except ValueError:
        return None


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9), st.sampled_from([":", "::", "."]))
def test_ipv6_is_read_as_by_the_standard_library(pieces: list[str], between: str) -> None:
    for text in (":".join(pieces), between.join(pieces), "".join(pieces)):
        assert parse_ip6(text) == spelled(text)


@given(st.integers(0, (1 << 128) - 1), st.integers(0, (1 << 128) - 1))
def test_every_ipv6_address_is_read(value: int, mask: int) -> None:
    for address in (IPv6Address(value), IPv6Address(value & mask)):
        assert parse_ip6(str(address)) == parse_ip6(address.exploded) == int(address)
