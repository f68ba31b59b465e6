"""The names of the laboratory: its root, the receivers, and one zone for each scenario."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

TTL = 3
KEY_NAME, KEY_SECRET = "lab-key", "bGFib3JhdG9yeS1sYWJvcmF0b3J5LWxhYm9yYXRvcnk="
NAME_SERVERS = {
    "knot": "ns1.dns.example.",
    "bind": "ns2.dns.example.",
    "second": "ns3.dns.example.",
    "walled": "ns4.dns.example.",
}
ADDRESSES = {
    "ns.root.example.": ("192.0.2.1", "2001:db8:0:1::1"),
    "ns1.dns.example.": ("192.0.2.10", "2001:db8:0:1::10"),
    "ns2.dns.example.": ("192.0.2.11", "2001:db8:0:1::11"),
    "ns3.dns.example.": ("192.0.2.20", "2001:db8:0:1::20"),
    "ns4.dns.example.": ("192.0.2.30", "2001:db8:0:1::30"),
    "mx.fabrikam.example.": ("198.51.100.10",),
    "mx.northwind.example.": ("198.51.100.11",),
    "mx.tailspin.example.": ("198.51.100.12",),
    "mx6.fabrikam.example.": ("2001:db8:10::10",),
    "mx.woodgrove.example.": ("198.51.100.20",),
    "mx.litware.example.": ("198.51.100.21",),
    "mx6.woodgrove.example.": ("2001:db8:10::20",),
    "mx.adatum.example.": ("198.51.100.30",),
    "mx.alumni.example.": ("198.51.100.40",),
    "mx.club.example.": ("198.51.100.41",),
    "mx.guild.example.": ("198.51.100.42",),
    "mail.sender.example.": ("203.0.113.25", "2001:db8:25::25"),
}
# Who receives for whom. What each receiver demands stands in servers/postfix.py and servers/exim.py.
EXCHANGERS = {
    "fabrikam.example.": "mx.fabrikam.example.",  # Postfix, policyd-spf as Debian ships it
    "northwind.example.": "mx.northwind.example.",  # Postfix, policyd-spf that refuses whatever does not pass
    "tailspin.example.": "mx.tailspin.example.",  # Postfix, policyd-spf that looks at the HELO name alone
    "six.fabrikam.example.": "mx6.fabrikam.example.",  # Postfix, reached by IPv6 only
    "woodgrove.example.": "mx.woodgrove.example.",  # Exim that refuses fail
    "litware.example.": "mx.litware.example.",  # Exim that demands pass
    "six.woodgrove.example.": "mx6.woodgrove.example.",  # Exim, reached by IPv6 only
    "adatum.example.": "mx.adatum.example.",  # Postfix behind NAT
    "alumni.example.": "mx.alumni.example.",  # forwards to fabrikam.example and keeps the return path
    "club.example.": "mx.club.example.",  # forwards to fabrikam.example with a return path of its own (SRS)
    "guild.example.": "mx.guild.example.",  # the same, and its own SPF record is wrong
}
REVERSE = {
    "203.0.113.25": "mail.sender.example.",
    "203.0.113.26": "mail2.second.example.",
    "203.0.113.27": "out.helo.example.",
    "203.0.113.28": "out.null.example.",
    "203.0.113.29": "out.dept.ent.example.",
    "2001:db8:25::25": "mail.sender.example.",
    "198.51.100.40": "mx.alumni.example.",
    "198.51.100.41": "mx.club.example.",
    "198.51.100.42": "mx.guild.example.",
}
REVERSE_ZONES = ("113.0.203.in-addr.arpa.", "100.51.198.in-addr.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A sender's zone. ``lines`` are in the syntax of master files, relative to the zone.

    ``primary`` is ``knot`` or ``bind``, or ``walled``: behind a firewall, and without a secondary. ``lags``: the
    secondary is not told of changes. ``dead``: no server has it.
    """

    name: str
    lines: str
    primary: str = "knot"
    ttl: int = TTL
    lags: bool = False
    dead: bool = False

    @property
    def name_servers(self) -> tuple[str, ...]:
        """Its primary and its secondary."""
        if self.primary == "walled":
            return (NAME_SERVERS["walled"],)
        return NAME_SERVERS[self.primary], NAME_SERVERS["second"]

    def text(self) -> str:
        """The master file."""
        servers = "".join(f"@ NS {server}\n" for server in self.name_servers)
        return f"{_head(self.name, self.name_servers[0], self.ttl)}{servers}{self.lines.strip()}\n"


def root_zones(senders: tuple[Zone, ...]) -> dict[str, str]:
    """The master files of the root's server: the root, ``example`` and the reverse zones."""
    glue = "".join(_addresses(name) for name in ("ns.root.example.",))
    below = ("example.", *REVERSE_ZONES)
    head = "{}@ NS ns.root.example.\n"
    files = {".": head.format(_head(".", "ns.root.example.", TTL)) + glue}
    files["."] += "".join(f"{name} NS ns.root.example.\n" for name in below)
    for name in below:
        files[name] = head.format(_head(name, "ns.root.example.", TTL))
    files["example."] += "".join(_addresses(name) for name in ADDRESSES)
    files["example."] += "".join(f"{name} MX 10 {host}\n" for name, host in EXCHANGERS.items())
    files["example."] += 'club.example. TXT "v=spf1 mx -all"\nguild.example. TXT "v=spf1 -all"\n'
    for zone in senders:
        files["example."] += "".join(f"{zone.name} NS {server}\n" for server in zone.name_servers)
    for address, host in REVERSE.items():
        pointer = ipaddress.ip_address(address).reverse_pointer + "."
        files[next(name for name in REVERSE_ZONES if pointer.endswith(name))] += f"{pointer} PTR {host}\n"
    return files


def _addresses(name: str) -> str:
    return "".join(f"{name} {'AAAA' if ':' in each else 'A'} {each}\n" for each in ADDRESSES[name])


def _head(name: str, server: str, ttl: int) -> str:
    return f"$ORIGIN {name}\n$TTL {ttl}\n@ SOA {server} hostmaster.example. 1 3600 600 86400 {ttl}\n"
