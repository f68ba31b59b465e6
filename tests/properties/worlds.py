"""Random stories: a sender's zone, the services, strangers and receivers around it, and a bounce that names an address.

Everything comes from one ``random.Random``, so that a seed tells a story again, and hypothesis can drive it to a
smaller one. Nothing here knows what the right answer is: that is the work of ``plan_checker``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from random import Random

from mailmend.resolvers.world import World

ZONE = "contoso.example"
RECEIVER = "fabrikam.example"
GATEWAY, FORWARDER, SHARED_HOST = "192.0.2.25", "192.0.2.44", "198.51.100.80"
SENDGRID, MICROSOFT, SALESFORCE = "sendgrid.net", "spf.protection.outlook.com", "_spf.salesforce.com"
# A return path of a service, a wildcard's own name, an internationalized name, one that no DNS host's form takes.
ODD_SENDERS = ("em1.sendgrid.net", f"*.{ZONE}", f"b\u00fccher.{ZONE}", f"a_b-.{ZONE}")
PRIVATE = ("10.1.2.3", "172.18.0.1", "192.168.4.4", "127.0.0.1", "fd00::7", "100.64.0.9")
TOKENS = (
    '"MS=ms12345678"',
    '"google-site-verification=Zk"',
    r'"caf\195\169 \000\255 \"quoted\" back\\slash"',
    '"two" "strings"',
    '""',
    '"v=spf10 not a policy"',
    '" v=spf1 not one either"',
    f'"{"k" * 255}" "{"p" * 145}"',
    '"same" "d"',
)
FAULTS = ("ipv4:203.0.113.9", "ip4:203.0.113.300", "include=partner1.example", "a:", "foo:bar", "ip4:1.2.3.4,", "all-")

_MICROSOFT_RECORD = (
    "v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip4:52.102.0.0/16 ip4:52.103.0.0/17 "
    "ip4:104.47.0.0/17 ip6:2a01:111:f400::/48 ip6:2a01:111:f403::/49 -all"
)
# What is there in every story.
_AROUND: dict[tuple[str, str], Sequence[str]] = {
    ("wide0.example", "TXT"): ('"v=spf1 a:h0.wide.example a:h1.wide.example a:h2.wide.example -all"',),
    ("wide1.example", "TXT"): (
        '"v=spf1 a:h3.wide.example a:h2.wide.example a:h1.wide.example a:h0.wide.example ~all"',
    ),
    ("wide2.example", "TXT"): ('"v=spf1 include:wide0.example mx:wide.example ~all"',),
    ("wide3.example", "TXT"): ('"v=spf1 a:void1.wide.example a:void2.wide.example -all"',),
    **{(f"h{number}.wide.example", "A"): (f"198.51.100.{10 + number}",) for number in range(4)},
    ("wide.example", "MX"): ("10 h0.wide.example.",),
    (SALESFORCE, "TXT"): ('"v=spf1 exists:%{i}._spf.mta.salesforce.com -all"',),
    ("71.110.95.40.in-addr.arpa", "PTR"): ("mail-dm6nam11rlnn2071.outbound.protection.outlook.com.",),
    (RECEIVER, "MX"): (f"10 mx.{RECEIVER}.",),
    (f"mx.{RECEIVER}", "A"): (GATEWAY,),
    ("mail.club.example", "A"): (FORWARDER,),
    ("shared.host.example", "A"): (SHARED_HOST,),
    ("mail.stranger.example", "TXT"): ('"v=spf1 -all"',),
}
_WIDE = tuple(f"include:wide{number}.example" for number in range(4))


@dataclass
class Story:
    """What a bounce and DNS tell: ``records`` by name and type, what cannot be had, and what the asker knows."""

    sender: str = ZONE
    client: str | None = None
    helo: str | None = None
    identity: str = "mfrom"
    mine: tuple[str, ...] = ()
    asked_ip: str | None = None
    bounce: str = ""
    records: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    unavailable: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, kind: str, *values: str) -> None:
        self.records[name, kind] += [value for value in values if value not in self.records[name, kind]]

    def policy(self, name: str, *terms: str) -> None:
        self.put(name, "TXT", quoted(" ".join(terms)))

    @property
    def checked(self) -> str:
        """The domain whose record the receiver checked, as DNS has it."""
        name = self.helo or self.sender if self.identity == "helo" else self.sender
        return name.replace("b\u00fccher", "xn--bcher-kva")

    @property
    def text(self) -> str:
        """The world as a file."""
        return _lines({**_AROUND, **self.records}, self.unavailable)

    @cached_property
    def world(self) -> World:
        lived_in = _around()
        own = World.parse(_lines(self.records, self.unavailable), path="story", read=lambda _: "")
        return replace(own, nodes={**lived_in.nodes, **own.nodes})


def _lines(records: Mapping[tuple[str, str], Sequence[str]], unavailable: Sequence[tuple[str, str]] = ()) -> str:
    lines = [f";! unavailable {name}. {kind} servfail" for name, kind in unavailable]
    lines += [f"{name}. 300 IN {kind} {value}" for (name, kind), found in records.items() for value in found]
    return "\n".join(lines) + "\n"


@cache
def _around() -> World:
    return World.parse(_lines(_AROUND), path="around", read=lambda _: "")


def quoted(text: str) -> str:
    """``text`` as the strings of a TXT record."""
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, max(len(text), 1), 255))


def story(rng: Random) -> Story:
    """A random story."""
    told = Story()
    _neighbourhood(told, rng)
    told.sender = rng.choice((*(ZONE, f"mail.{ZONE}", f"em.{ZONE}", f"a.b.{ZONE}") * 3, *ODD_SENDERS))
    told.identity = rng.choice(("mfrom", "mfrom", "mfrom", "helo"))
    told.helo = rng.choice((f"mail.{ZONE}", f"out.{told.sender}", ZONE, "mail.stranger.example", "[203.0.113.7]", "pc"))
    _own_hosts(told, rng)
    _services(told, rng)
    _sender_name(told, told.checked, rng)
    _client(told, rng)
    if rng.random() < 0.12 and told.client:
        told.mine = (told.client if rng.random() < 0.5 else f"{told.client}/{rng.choice((24, 28, 32))}",)
    if rng.random() < 0.05:
        kind = rng.choice(("TXT", "A", "AAAA", "MX", "CAA", "CNAME"))
        told.unavailable.append((rng.choice((told.checked, f"*.{ZONE}", "partner1.example", f"mx1.{ZONE}")), kind))
    told.bounce = _bounce(told, rng)
    return told


def _neighbourhood(told: Story, rng: Random) -> None:
    """Whoever is not the sender: partners that are included, services, the receiver, a forwarder, a shared host."""
    for number in (1, 2, 3):
        partner = f"partner{number}.example"
        told.policy(partner, "v=spf1", *_terms(rng, rng.randint(0, 3), partner), "-all")
    if rng.random() < 0.9:
        ranges = rng.choice(("ip4:167.89.0.0/17", "ip4:167.89.0.0/18 ip4:149.72.0.0/16"))
        told.policy(SENDGRID, "v=spf1", ranges, "~all")
    if rng.random() < 0.9:
        told.policy(MICROSOFT, _MICROSOFT_RECORD)
    told.put("80.100.51.198.in-addr.arpa", "PTR", "shared.host.example.")


def _own_hosts(told: Story, rng: Random) -> None:
    for number in range(1, rng.randint(1, 3) + 1):
        told.put(f"mx{number}.{ZONE}", "A", f"203.0.113.{10 + number}")
        if rng.random() < 0.4:
            told.put(f"mx{number}.{ZONE}", "AAAA", f"2001:db8:1::{number}")
    told.put(f"out1.{ZONE}", "A", "203.0.113.21")
    told.put("21.113.0.203.in-addr.arpa", "PTR", f"out1.{ZONE}.")
    if rng.random() < 0.2:
        # A name of the zone that is somebody else's host: what it leads to proves nothing about the sender.
        told.put(f"shop.{ZONE}", "CNAME", "shared.host.example.")
        told.put("80.100.51.198.in-addr.arpa", "PTR", f"shop.{ZONE}.")
    if rng.random() < 0.1:
        told.put(f"mxalias.{ZONE}", "CNAME", "shared.host.example.")


def _services(told: Story, rng: Random) -> None:
    """Marks of services that the domain uses, or none."""
    if rng.random() < 0.3:
        told.put(f"autodiscover.{ZONE}", "CNAME", "autodiscover.outlook.com.")
    if rng.random() < 0.3:
        told.put(f"s1._domainkey.{ZONE}", "CNAME", "s1.domainkey.u1.wl2.sendgrid.net.")


def _sender_name(told: Story, name: str, rng: Random) -> None:
    """What stands at the checked name, if anything does: records, a CNAME, a wildcard, a delegation, names below."""
    if not name.endswith(ZONE):
        return
    below = name != ZONE
    shapes = ("alias", "alias", "wild", "wild", "empty", "gone")
    shape = rng.choice(("plain",) * 6 + (shapes if below else ("plain",)))
    place = name
    if shape == "alias":
        place = rng.choice((f"policy.{ZONE}", f"policy.{ZONE}", f"deep.policy.{ZONE}", "customer.host.example"))
        told.put(name, "CNAME", f"{place}.")
    elif shape == "wild":
        place = rng.choice((f"*.{ZONE}", "*." + name.partition(".")[2]))
    elif shape == "empty":
        told.put(f"child.{name}", "A", "203.0.113.60")
    if shape not in ("empty", "gone"):
        _node(told, place, rng)
    if below:
        _around_it(told, name, rng)


def _around_it(told: Story, name: str, rng: Random) -> None:
    """Wildcards above the name, a record of its parent, a delegation."""
    if rng.random() < 0.25:
        _wildcard(told, f"*.{ZONE}", rng)
    if rng.random() < 0.3:
        told.policy(ZONE, "v=spf1", *_terms(rng, 2, ZONE), "-all")
    if rng.random() < 0.1:
        cut = rng.choice((name, name.partition(".")[2]))
        if (cut, "CNAME") not in told.records and cut != ZONE:
            told.put(cut, "NS", "ns1.dnshost.example.")


def _node(told: Story, name: str, rng: Random) -> None:
    # Where the name lives by a wildcard, its record speaks of names that live by it too.
    for value in _spf_values(told.checked if name.startswith("*") else name, rng):
        told.put(name, "TXT", quoted(value))
    told.put(name, "TXT", *rng.sample(TOKENS, rng.choice((0, 0, 1, 2, 4))))
    rng.shuffle(told.records[name, "TXT"])
    if rng.random() < 0.6:
        host = rng.choice((f"mx1.{ZONE}", f"mx1.{ZONE}", f"mx2.{ZONE}", "shared.host.example", f"mxalias.{ZONE}"))
        told.put(name, "MX", f"10 {host}.")
    if rng.random() < 0.25:
        filters = ("0 contoso-example.mail.protection.outlook.com.", "0 .", "20 mx.sendgrid.net.")
        told.put(name, "MX", rng.choice(filters))
    if rng.random() < 0.5:
        told.put(name, "A", rng.choice((SHARED_HOST, "203.0.113.80")))
    if rng.random() < 0.1:
        told.put(name, "CAA", '0 issue "ca.example"')


def _wildcard(told: Story, name: str, rng: Random) -> None:
    kind = rng.choice(("TXT", "MX", "A", "CNAME"))
    value = {"TXT": '"from the wildcard"', "MX": f"10 mx1.{ZONE}.", "A": SHARED_HOST, "CNAME": f"policy.{ZONE}."}[kind]
    there = {held for owner, held in told.records if owner == name}
    if "CNAME" not in there and not (kind == "CNAME" and there):
        told.put(name, kind, value)


def _spf_values(name: str, rng: Random) -> list[str]:
    how = rng.random()
    if how < 0.15:
        return []
    if how < 0.28:
        several = [_record(name, rng) for _ in range(rng.choice((2, 2, 3)))]
        # Only records whose terms all pass can be merged.
        plain = rng.random() < 0.6
        return [re.sub(r" [-?~](?!all)", " ", value) for value in several] if plain else several
    return [_record(name, rng)]


def _record(name: str, rng: Random) -> str:
    terms = _terms(rng, rng.randint(0, 6), name)
    if rng.random() < 0.12:
        terms.insert(rng.randint(0, len(terms)), rng.choice(FAULTS))
    if rng.random() < 0.12:
        terms += [*_WIDE[:2], rng.choice(_WIDE)]
    if rng.random() < 0.05:
        terms += [f"ip4:203.0.{third}.0/24" for third in range(200, 220)]
    tails = ("-all", "-all", "~all", "~all", "?all", "+all", "", "redirect=partner1.example", f"exp=why.{ZONE} -all")
    spaces = rng.choice((" ", " ", " ", "  "))
    return spaces.join([rng.choice(("v=spf1", "v=spf1", "V=SPF1")), *terms, rng.choice(tails)])


def _terms(rng: Random, count: int, name: str) -> list[str]:
    return [_term(rng, name) for _ in range(count)]


def _term(rng: Random, name: str) -> str:
    kinds: Sequence[str] = (
        f"ip4:203.0.113.{rng.randint(0, 31)}",
        f"ip4:203.0.113.{rng.choice((0, 16, 32))}/{rng.choice((27, 28, 31))}",
        f"ip6:2001:db8:1::{rng.randint(0, 3)}{rng.choice(('', '/127', '/64'))}",
        f"ip4:{rng.choice(('40.95.0.0/16', '40.107.0.0/16', '167.89.0.0/20', '128.0.0.0/1', '198.51.100.7'))}",
        rng.choice(("a", "mx", "mx", "a/28", "ptr")),
        f"a:{rng.choice((f'mx1.{ZONE}', f'out1.{ZONE}', f'gone.{ZONE}', f'host.{name}', 'h0.wide.example'))}",
        f"mx:{rng.choice((ZONE, 'wide.example', f'gone.{ZONE}'))}",
        f"include:{rng.choice(('partner1.example', 'partner2.example', 'gone.example', f'spf.{name}'))}",
        f"include:{rng.choice((SENDGRID, MICROSOFT, SALESFORCE, 'partner3.example', name))}",
        f"exists:{rng.choice(('%{i}.list.example', '%{l}.people.example', 'h0.wide.example', '%{d}'))}",
        rng.choice(("x-note=1", "include:%{d2}", "a:%{h}", "include:wide3.example", f"a:gone2.{ZONE}")),
    )
    return rng.choice(("", "", "", "", "", "", "+", "-", "?", "~")) + rng.choice(kinds)


def _client(told: Story, rng: Random) -> None:
    """The address that the receiver saw, and what its owner says of it."""
    kinds = ("mx", "mx", "out", "a", "shared", "stranger", "forged", "sendgrid", "sendgrid", "microsoft", "relay")
    kind = rng.choice((*kinds, "risky", "private", "gateway", "forwarder", "six", "anything"))
    octet = rng.randint(1, 254)
    told.client = {
        "mx": f"203.0.113.{rng.choice((11, 12))}",
        "out": "203.0.113.21",
        "a": "203.0.113.80",
        "shared": SHARED_HOST,
        "stranger": f"198.51.100.{octet}",
        "forged": f"198.51.100.{octet}",
        "sendgrid": rng.choice((f"167.89.1.{octet}", f"149.72.1.{octet}")),
        "microsoft": rng.choice((f"40.107.3.{octet}", "2a01:111:f403::7")),
        "relay": rng.choice(("40.95.110.71", f"40.95.7.{octet}", f"52.103.193.{octet}")),
        "risky": f"52.100.9.{octet}",
        "private": rng.choice(PRIVATE),
        "gateway": GATEWAY,
        "forwarder": FORWARDER,
        "six": f"2001:db8:1::{rng.randint(1, 4)}",
        "anything": f"{rng.randint(1, 223)}.{octet}.{octet}.{rng.randint(0, 255)}",
    }[kind]
    if kind in ("forged", "sendgrid"):
        reverse = ".".join(reversed(told.client.split(".")))
        claimed = f"mx1.{ZONE}." if kind == "forged" else f"o1.outbound-mail.{SENDGRID}."
        told.put(f"{reverse}.in-addr.arpa", "PTR", claimed)
    if rng.random() < 0.15 and kind == "sendgrid":
        told.put(f"o1.{ZONE}", "A", told.client)
        told.put(f"{reverse}.in-addr.arpa", "PTR", f"o1.{ZONE}.")


def _bounce(told: Story, rng: Random) -> str:
    claimed = f"anna@{told.sender}" if told.identity == "mfrom" else str(told.helo)
    link = f"http://www.openspf.net/Why?s={told.identity};id={claimed};ip={told.client};r=mx.{RECEIVER}"
    refused = f"550 5.7.23 <ron@{RECEIVER}>: Message rejected due to: SPF fail - not authorized. Please see {link}"
    form = rng.choice(("line", "line", "dsn", "exchange", "wrapped"))
    if form == "line" and (told.identity == "mfrom" or claimed.endswith(ZONE)):
        return refused
    if form == "line":
        # Who reads only the name of a stranger's host cannot know that it is a stranger's.
        form = "wrapped"
    if form == "dsn":
        return _postfix(told, refused, rng)
    if form == "exchange":
        told.identity, refused = "mfrom", "550 5.7.1 SPF check failed"
        if rng.random() < 0.3:
            told.asked_ip = told.client
        else:
            told.client, told.mine = None, ()
    return (
        f"Generating server: DB9PR05MB7721.eurprd05.prod.outlook.com\n\nron@{RECEIVER}\nmx.{RECEIVER}\nRemote Server "
        f"returned '550 5.7.23 The message was rejected because of Sender Policy Framework violation -> {refused}'\n\n"
        f"Original message headers:\n\nFrom: Anna <anna@{told.sender}>\nTo: <ron@{RECEIVER}>\nSubject: Quote\n"
        f"Message-ID: <1@{told.sender}>\n"
    )


def _postfix(told: Story, refused: str, rng: Random) -> str:
    reporter = rng.choice((f"out1.{ZONE}", "mail.club.example", "relay.example"))
    written = rng.choice((f"pc7.{ZONE}", "dyn-9.isp.example"))
    original = rng.choice(("", "Original-Recipient: rfc822;info@club.example\n"))
    return (
        f"From: MAILER-DAEMON@{reporter} (Mail Delivery System)\nTo: anna@{told.sender}\nSubject: Undelivered Mail "
        "Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "
        f'boundary="b"\n\n--b\nContent-Type: text/plain\n\nThis is the mail system at host {reporter}.\n\n'
        f"<ron@{RECEIVER}>: host mx.{RECEIVER}[{GATEWAY}] said: {refused}\n\n--b\n"
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; {reporter}\nX-Postfix-Sender: rfc822; "
        f"anna@{told.sender}\n\nFinal-Recipient: rfc822; ron@{RECEIVER}\n{original}Action: failed\nStatus: 5.7.23\n"
        f"Remote-MTA: dns; mx.{RECEIVER}\nDiagnostic-Code: smtp; {refused}\n\n--b\nContent-Type: message/rfc822\n\n"
        f"Received: from {written} ({written} [{told.client}]) by {reporter} with ESMTP; Wed, 18 Nov 2026 14:03:20 "
        f"+0100\nFrom: anna@{told.sender}\nMessage-ID: <1@{written}>\n\nHi\n--b--\n"
    )
