"""Addresses and their names: reverse DNS confirmed forward (RFC 8601 §2.7.3, iprev), and what kind of address it is."""

from __future__ import annotations

from mailmend.rdns.generic import generic_by
from mailmend.rdns.helo import HeloName, HeloState, helo_name
from mailmend.rdns.names import AddressNames, address_names, reverse_name
from mailmend.rdns.special import in_network, parse_ip, scope

__all__ = [
    "AddressNames",
    "HeloName",
    "HeloState",
    "address_names",
    "generic_by",
    "helo_name",
    "in_network",
    "parse_ip",
    "reverse_name",
    "scope",
]
