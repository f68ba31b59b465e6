from __future__ import annotations

import pytest

from mailmend.errors import UsageError
from mailmend.spf.addresses import Address, Network, network, parse_address, parse_ip4


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
