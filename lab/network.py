"""The network: one Ethernet without any way out, one namespace a host, documentation addresses (RFC 5737, RFC 3849)."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

# Where mailmend itself runs, and who submits mail.
CLIENT = ("192.0.2.100/32", "2001:db8:0:1::100/128")
RESOLVER = "192.0.2.53"
HOSTS = {
    "dns-root": ("192.0.2.1", "2001:db8:0:1::1"),
    "dns-knot": ("192.0.2.10", "2001:db8:0:1::10"),
    "dns-bind": ("192.0.2.11", "2001:db8:0:1::11"),
    "dns-walled": ("192.0.2.30", "2001:db8:0:1::30"),
    "dns-second": ("192.0.2.20", "2001:db8:0:1::20"),
    "resolver": (RESOLVER, "2001:db8:0:1::53"),
    "sender": (*(f"203.0.113.{host}" for host in range(25, 30)), "2001:db8:25::25"),
    "postfix": ("198.51.100.10", "198.51.100.11", "198.51.100.12", "2001:db8:10::10"),
    "exim": ("198.51.100.20", "198.51.100.21", "2001:db8:10::20"),
    "gateway": ("198.51.100.30",),
    "forwarder": ("198.51.100.40",),
    "rewriter": ("198.51.100.41",),
    "guild": ("198.51.100.42",),
}
# The receiver behind NAT sees its own gateway in place of everybody.
INSIDE, INSIDE_GATEWAY = "192.168.77.10", "192.168.77.1"
NAT = f"""
table ip nat {{
  chain in {{ type nat hook prerouting priority dstnat; iifname "eth0" tcp dport 25 dnat to {INSIDE}; }}
  chain out {{ type nat hook postrouting priority srcnat; oifname "eth0" masquerade; }}
  chain hide {{ type nat hook postrouting priority srcnat; oifname "inside" masquerade; }}
}}
"""

# A firewall that swallows questions, without a word.
WALL = "table inet wall { chain in { type filter hook input priority 0; udp dport 53 drop; tcp dport 53 drop; }; }"


def inside(host: str, argv: Sequence[object]) -> list[str]:
    """The command ``argv`` as run on ``host``."""
    return ["nsenter", f"--net=/run/netns/{host}", *(str(word) for word in argv)]


def build() -> None:
    """Every host, its addresses, and the Ethernet between them; all of it belongs to this process's own namespaces."""
    _ip("link set lo up", "link add lan type bridge", "link set lan up")
    _ip(*(f"addr add {address} dev lan{_ready(address)}" for address in CLIENT))
    _ip("route add default dev lan", "-6 route add default dev lan")
    for number, (host, addresses) in enumerate(HOSTS.items()):
        _ip(
            f"netns add {host}",
            f"link add v{number} type veth peer name eth0 netns {host}",
            f"link set v{number} master lan up",
        )
        _plug(host, "eth0", addresses)
    _ip("netns add inner", "-n gateway link add inside type veth peer name eth0 netns inner")
    _ip(f"-n gateway addr add {INSIDE_GATEWAY}/24 dev inside", "-n gateway link set inside up")
    _ip("-n inner link set lo up", f"-n inner addr add {INSIDE}/24 dev eth0", "-n inner link set eth0 up")
    _ip(f"-n inner route add default via {INSIDE_GATEWAY}")
    subprocess.run(inside("gateway", ["sysctl", "-qw", "net.ipv4.ip_forward=1"]), check=True)
    for host, rules in (("gateway", NAT), ("dns-walled", WALL)):
        subprocess.run(inside(host, ["nft", "-f", "-"]), input=rules, text=True, check=True)


def _plug(host: str, device: str, addresses: tuple[str, ...]) -> None:
    """All of the internet is on the same Ethernet: no host needs a router."""
    here = f"-n {host}"
    _ip(f"{here} link set lo up", f"{here} link set {device} up")
    for address in addresses:
        length = 128 if ":" in address else 32
        _ip(f"{here} addr add {address}/{length} dev {device}{_ready(address)}")
    _ip(f"{here} route add default dev {device}", f"{here} -6 route add default dev {device}")


def _ready(address: str) -> str:
    # RFC 4862 section 5.4: without this an IPv6 address is unusable for a second, while duplicates are looked for.
    return " nodad" if ":" in address else ""


def _ip(*commands: str) -> None:
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)
