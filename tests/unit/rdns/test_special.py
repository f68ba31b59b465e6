from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.rdns import in_network, parse_ip, scope


@pytest.mark.parametrize(
    ("ip", "name"),
    [
        ("8.8.8.8", "public"),
        ("192.0.2.1", "public"),
        ("198.51.100.7", "public"),
        ("203.0.113.7", "public"),
        ("2001:db8::1", "public"),
        ("2a01:111:f403::1", "public"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.0", "public"),
        ("192.168.255.1", "private"),
        ("100.64.0.1", "shared"),
        ("100.127.255.255", "shared"),
        ("100.128.0.0", "public"),
        ("169.254.1.1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fd00::1", "unique-local"),
        ("2002:0a01:0203::1", "private"),
        ("2002:0808:0808::1", "public"),
        ("127.0.0.53", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "reserved"),
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("2001::1", "reserved"),
        ("fec0::1", "reserved"),
        ("64:ff9b::c000:201", "nat64"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:203.0.113.7", "public"),
        ("mail.example.com", "invalid"),
        ("", "invalid"),
    ],
)
def test_scope(ip, name):
    assert scope(ip) == name


@pytest.mark.parametrize(
    ("text", "ip"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" [203.0.113.7] ", "203.0.113.7"),
        ("[IPv6:2001:DB8:0:0:0:0:0:1]", "2001:db8::1"),
        ("ipv6:2001:db8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.07", None),
        ("203.0.113.256", None),
        ("203.0.113.7/24", None),
        ("203.0.113", None),
        ("1", None),
        ("[", None),
        ("2001:db8::" + " " * 100_000, None),
    ],
)
def test_parse_ip(text, ip):
    assert parse_ip(text) == ip


@given(st.ip_addresses())
def test_the_text_of_an_address_is_itself(address):
    mapped = getattr(address, "ipv4_mapped", None)
    assert parse_ip(str(address)) == str(mapped or address)


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    ip = parse_ip(text)
    assert ip is None or ipaddress.ip_address(ip)


@pytest.mark.parametrize(
    ("ip", "net", "inside"),
    [
        ("203.0.113.7", "203.0.113.0/24", True),
        ("203.0.113.7", "203.0.113.9/24", True),
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.114.7", "203.0.113.0/24", False),
        ("203.0.113.7", "0.0.0.0/0", True),
        ("203.0.113.7", "::/0", False),
        ("::ffff:203.0.113.7", "203.0.113.0/24", True),
        ("2001:db8::1", "2001:db8::/32", True),
        ("203.0.113.7", "203.0.113.0/33", False),
        ("203.0.113.7", "203.0.113.0/", False),
        ("203.0.113.7", "our network", False),
        ("nobody", "203.0.113.0/24", False),
    ],
)
def test_in_network(ip, net, inside):
    assert in_network(ip, net) is inside
