"""Valid SPF records of the shapes that domains publish, and the world that they point into."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mailmend.spf import parse
from tests.zones import Zones, zones

_SERVICES = ("spf.protection.outlook.com", "_spf.google.com", "sendgrid.net", "servers.mcsv.net", "mailgun.org")
_HOSTS = ("mail.example.com", "relay.example.net", "mx01.example.org", "web.example.com")
DOMAIN = "example.com"


def world(record: str) -> Zones:
    """A world in which ``record`` is published and every name of the records has its own addresses."""
    data = {
        DOMAIN: [("TXT", record), ("A", "192.0.2.200"), ("AAAA", "2001:db8:f::1"), ("MX", (10, "mail.example.com"))]
    }
    for number, name in enumerate(_SERVICES):
        data[name] = [("TXT", f"v=spf1 ip4:203.0.113.{number * 16}/28 ip6:2001:db8:5:{number}::/64 -all")]
    for number, name in enumerate(_HOSTS):
        data[name] = [("A", f"198.51.100.{number}"), ("AAAA", f"2001:db8:a::{number + 1}"), ("MX", (10, name))]
    data["why.example.com"] = [("TXT", "not allowed")]
    return zones(data)


def records(seed: int) -> Iterator[str]:
    """Different valid records, without end."""
    chance = random.Random(seed)
    while True:
        text = _record(chance)
        assert parse(text).problems == ()
        yield text


def _record(chance: random.Random) -> str:
    terms = [
        *chance.sample(["a", "mx", "+mx", "+a", "mx"], chance.choice((0, 0, 1, 1, 2))),
        *(f"a:{host}" for host in chance.sample(_HOSTS, chance.choice((0, 0, 1, 2)))),
        *(f"mx:{host}" for host in chance.sample(_HOSTS, chance.choice((0, 0, 0, 1)))),
        *(_four(chance) for _ in range(chance.choice((0, 1, 2, 3, 5)))),
        *(_six(chance) for _ in range(chance.choice((0, 0, 1, 2)))),
        *(f"include:{name}" for name in chance.sample(_SERVICES, chance.choice((0, 1, 1, 2, 3)))),
    ]
    if chance.random() < 0.2:
        chance.shuffle(terms)
    if chance.random() < 0.15:
        terms.append(f"redirect={chance.choice(_SERVICES)}")
    else:
        terms.append(chance.choice(("-all", "-all", "~all", "~all", "?all")))
    return "v=spf1 " + " ".join(dict.fromkeys(terms))


def _four(chance: random.Random) -> str:
    plus = chance.choice(("", "", "", "+"))
    if chance.random() < 0.3:
        return f"{plus}ip4:198.18.{chance.randrange(256)}.0/24"
    return f"{plus}ip4:192.0.2.{chance.randrange(256)}" + chance.choice(("", "", "/32", "/28", "/30"))


def _six(chance: random.Random) -> str:
    return (
        f"ip6:2001:db8:{chance.randrange(1, 9999):x}::/48"
        if chance.random() < 0.5
        else f"ip6:2001:db8::{chance.randrange(1, 9999):x}"
    )
