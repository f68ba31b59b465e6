"""Names that a network gave to an address by a pattern: what receivers take for a dial-up line or a hired machine.

No RFC defines them; large receivers say that they refuse them (for example postmaster.gmx.net and
support.google.com/a/answer/81126, which ask for a meaningful PTR record). So what is found here is a hint.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from mailmend.pattern import pattern
from mailmend.rdns.special import parse_ip

_LONGEST: Final = 253
_NUMBERS: Final = pattern(r"\d{1,20}")
# Labels, or parts of labels between hyphens, by which networks name lines that change hands.
_WORDS: Final = frozenset(
    (
        *("adsl", "broadband", "cable", "client", "clients", "cpe", "cust", "customer", "dhcp", "dial", "dialin"),
        *("dialup", "dip", "dsl", "dyn", "dynamic", "dynamicip", "fiber", "ftth", "hsd", "lte", "mobile", "modem"),
        *("pool", "pools", "ppp", "pppoe", "unassigned", "vdsl", "wireless", "xdsl"),
    )
)
_PARTS: Final = pattern(r"[a-z]{1,63}")


def generic_by(name: str, ip: str) -> str | None:
    """What makes ``name`` look like one given by pattern: ``address`` (it spells ``ip``) or ``word``; else None.

    ``address`` needs all four octets, in either order, or the last 32 bits of the address in hexadecimal. ``word``
    needs a word such as ``dynamic`` and a number beside it, below the last two labels.
    """
    host = name.rstrip(".").lower()[:_LONGEST]
    address = parse_ip(ip)
    if address is None or not host:
        return None
    if _spells(host, address):
        return "address"
    below = ".".join(host.split(".")[:-2])
    if _NUMBERS.search(below) and _WORDS & set(_PARTS.findall(below)):
        return "word"
    return None


def _spells(host: str, address: str) -> bool:
    packed = ipaddress.ip_address(address).packed
    if packed[-4:].hex() in host.replace("-", "").replace(".", ""):
        return True
    if len(packed) != 4:
        return False
    octets = [str(octet) for octet in packed]
    numbers = [number.lstrip("0") or "0" for number in _NUMBERS.findall(host)]
    runs = [numbers[at : at + 4] for at in range(len(numbers) - 3)]
    padded = "".join(f"{octet:03}" for octet in packed)
    return octets in runs or octets[::-1] in runs or padded in host
