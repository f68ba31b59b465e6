"""What is measured: shapes of SPF record trees that mail meets every day, and addresses to ask about."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any, TypeAlias

ADDRESSES = 200_000

Zone: TypeAlias = dict[str, dict[str, list[Any]]]

DOMAIN = "example.com"
# The shape that spf.protection.outlook.com publishes, and four networks more to make ten of IPv4.
MICROSOFT = (
    "v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip4:52.102.0.0/16 ip4:52.103.0.0/17 "
    "ip4:104.47.0.0/17 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ip4:203.0.113.0/26 ip4:203.0.113.128/25 "
    "ip6:2a01:111:f400::/48 ip6:2a01:111:f403::/49 ip6:2a01:111:f403:8000::/51 ip6:2a01:111:f403:c000::/51 "
    "ip6:2a01:111:f403:f000::/52 -all"
)
LISTED = [term[4:] for term in MICROSOFT.split() if term.startswith("ip4:")]
DEPTH, WIDTH = 8, 15


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Answers in memory, one domain, and distinct addresses; ``name`` says which shape it is."""

    name: str
    zone: Zone
    ips: tuple[str, ...]
    domain: str = DOMAIN
    sender: str = "anna@" + DOMAIN
    helo: str = "mail." + DOMAIN


def shapes(count: int = ADDRESSES) -> tuple[Shape, ...]:
    """The shapes of the table, each with ``count`` distinct addresses; the same ones every time."""
    m365 = zone("v=spf1 include:spf.protection.outlook.com -all", {"spf.protection.outlook.com": MICROSOFT})
    strangers = _strangers(count)
    return (
        Shape(name="simple", zone=zone("v=spf1 ip4:40.0.0.0/8 -all"), ips=_within(["40.0.0.0/8"], count)),
        Shape(name="M365 hit", zone=m365, ips=_within(LISTED, count)),
        Shape(name="M365 miss", zone=m365, ips=strangers),
        Shape(name="deep", zone=_deep(), ips=strangers),
        Shape(name="macro", zone=zone("v=spf1 exists:%{i}._spf.%{d} -all"), ips=strangers),
    )


def zone(record: str, others: dict[str, str] | None = None) -> Zone:
    """The zone with ``record`` at :data:`DOMAIN` and other records at other names."""
    return {name: {"TXT": [text]} for name, text in {DOMAIN: record, **(others or {})}.items()}


def _deep() -> Zone:
    """Eight includes, one within the other, with 120 networks in all."""
    names = [f"n{depth}.{DOMAIN}" for depth in range(DEPTH)]
    records = {}
    for depth, name in enumerate(names):
        networks = [f"ip4:100.{64 + depth}.{16 * place}.0/22" for place in range(WIDTH)]
        inner = [f"include:{names[depth + 1]}"] if depth + 1 < DEPTH else []
        records[name] = " ".join(["v=spf1", *networks, *inner, "-all"])
    return zone(f"v=spf1 include:{names[0]} -all", records)


def _within(networks: list[str], count: int) -> tuple[str, ...]:
    source = random.Random(1)
    spaces = [IPv4Network(text) for text in networks]
    found: dict[int, None] = {}
    while len(found) < count:
        space = source.choices(spaces, [each.num_addresses for each in spaces])[0]
        found[int(space[0]) + source.randrange(space.num_addresses)] = None
    return tuple(str(IPv4Address(value)) for value in found)


def _strangers(count: int) -> tuple[str, ...]:
    """Addresses all over 128.0.0.0 to 191.255.255.255, which no record here lists."""
    values = random.Random(2).sample(range(128 << 24, 192 << 24), count)
    return tuple(str(IPv4Address(value)) for value in values)


def save(shape: Shape, path: Path) -> Path:
    """Write ``shape`` as JSON, and beside it as lines of words between tabs, for engines in C."""
    path.write_text(json.dumps(asdict(shape)))
    lines = [f"sender\t{shape.sender}", f"helo\t{shape.helo}", *(f"ip\t{ip}" for ip in shape.ips)]
    lines += [
        f"{kind}\t{name}\t{value}"
        for name, kinds in shape.zone.items()
        for kind, values in kinds.items()
        for value in values
    ]
    Path(f"{path}.lines").write_text("\n".join(lines) + "\n")
    return path


def load(path: Path) -> Shape:
    """Read what :func:`save` wrote."""
    return Shape(**json.loads(path.read_text()))
