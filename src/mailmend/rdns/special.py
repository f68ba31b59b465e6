"""What kind of address it is: public, or one that no mail on the internet can come from."""

from __future__ import annotations

import ipaddress
from typing import Final, TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

# The longest text of an IPv6 address with brackets, prefix and zone is far shorter; hostile text is not looked at.
_LONGEST = 100


def scope(ip: str) -> str:
    """``public``, or the name of the special range that ``ip`` lies in (IANA special-purpose address registries).

    Names: ``private``, ``shared``, ``link-local``, ``unique-local``, ``loopback``, ``unspecified``, ``multicast``,
    ``reserved``, ``nat64``. An IPv4-mapped IPv6 address is judged as its IPv4 address. The documentation ranges
    (RFC 5737, RFC 3849, RFC 9637) are public here: examples and tests speak of the internet with them. What is not
    an address at all is ``invalid``.
    """
    address = _address(ip)
    if address is None:
        return "invalid"
    if isinstance(address, ipaddress.IPv6Address) and address.sixtofour is not None:
        # RFC 3056 §2: a 6to4 address is as reachable as the IPv4 address inside it.
        address = address.sixtofour
    return next((name for network, name in _SPECIAL if address in network), "public")


def parse_ip(text: str) -> str | None:
    """The canonical text of the address in ``text`` (RFC 5952), None where it holds none.

    Brackets and the ``IPv6:`` tag of an address literal (RFC 5321 §4.1.3) and a zone id (RFC 4007 §11) are removed.
    An IPv4-mapped IPv6 address is its IPv4 address, as SPF asks (RFC 7208 §5).
    """
    address = _address(text)
    return None if address is None else str(address)


def in_network(ip: str, net: str) -> bool:
    """Whether ``ip`` lies in ``net``, an address or a prefix (``192.0.2.0/24``); host bits of ``net`` do not matter.

    False where either of them is not what it should be.
    """
    address = _address(ip)
    host, slash, length = net.strip().partition("/")
    base = _address(host)
    if address is None or base is None:
        return False
    try:
        return address in ipaddress.ip_network(f"{base}{slash}{length}", strict=False)
    except ValueError:
        return False


def _address(text: str) -> Address | None:
    if len(text) > _LONGEST:
        return None
    bare = text.strip().removeprefix("[").removesuffix("]").strip()
    if bare[:5].lower() == "ipv6:":
        bare = bare[5:]
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


# The first match decides, so a range stands before the wider one that holds it.
_SPECIAL: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ipaddress.ip_network(prefix), name)
    for prefix, name in (
        ("0.0.0.0/32", "unspecified"),  # RFC 1122 §3.2.1.3
        ("0.0.0.0/8", "reserved"),  # RFC 791 §3.2, "this network"
        ("10.0.0.0/8", "private"),  # RFC 1918 §3
        ("100.64.0.0/10", "shared"),  # RFC 6598 §7, carrier-grade NAT
        ("127.0.0.0/8", "loopback"),  # RFC 1122 §3.2.1.3
        ("169.254.0.0/16", "link-local"),  # RFC 3927 §2.1
        ("172.16.0.0/12", "private"),  # RFC 1918 §3
        ("192.0.0.0/24", "reserved"),  # RFC 6890 §2.1
        ("192.168.0.0/16", "private"),  # RFC 1918 §3
        ("198.18.0.0/15", "reserved"),  # RFC 2544, benchmarks
        ("224.0.0.0/4", "multicast"),  # RFC 5771
        ("240.0.0.0/4", "reserved"),  # RFC 1112 §4
        ("::/128", "unspecified"),  # RFC 4291 §2.5.2
        ("::1/128", "loopback"),  # RFC 4291 §2.5.3
        ("64:ff9b::/96", "nat64"),  # RFC 6052 §2.1
        ("64:ff9b:1::/48", "nat64"),  # RFC 8215
        ("2001::/23", "reserved"),  # RFC 2928, Teredo and ORCHID among them
        ("2000::/3", "public"),  # RFC 4291 §2.4, the only global unicast space given out
        ("fc00::/7", "unique-local"),  # RFC 4193 §3.1
        ("fe80::/10", "link-local"),  # RFC 4291 §2.5.6
        ("ff00::/8", "multicast"),  # RFC 4291 §2.7
        ("::/0", "reserved"),  # RFC 4291 §2.4, everything else
    )
)
