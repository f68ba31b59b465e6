from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import jsonschema
import pytest

from mailmend import flow
from mailmend.cli.spf import Renewed
from mailmend.spf import Policy, partition
from tests.command import run
from tests.zones import zones

WORLD = r"""
$TTL 300
one.example. IN TXT "v=spf1 ip4:203.0.113.0/28 include:two.example -all"
two.example. IN TXT "v=spf1 a -all"
two.example. IN A 198.51.100.2
twice.example. IN TXT "v=spf1 -all"
twice.example. IN TXT "v=spf1 mx -all"
broken.example. IN TXT "v=spf1 ipv4:203.0.113.7 -all"
;! unavailable down.example. TXT timeout
"""


@pytest.fixture
def dns(tmp_path: Path) -> str:
    (tmp_path / "world.zone").write_text(WORLD, encoding="utf-8")
    return f"zone:{tmp_path / 'world.zone'}"


@pytest.mark.parametrize(
    ("domain", "ip", "result", "code"),
    [
        ("one.example", "203.0.113.7", "pass", 0),
        ("one.example.", "198.51.100.2", "pass", 0),
        ("ONE.example", "192.0.2.1", "fail", 1),
        ("none.example", "192.0.2.1", "none", 1),
        ("twice.example", "192.0.2.1", "permerror", 1),
        ("down.example", "192.0.2.1", "temperror", 5),
    ],
)
def test_an_evaluation(domain: str, ip: str, result: str, code: int, dns: str):
    ran = run("spf", domain, "--ip", ip, "--dns", dns)
    assert (ran.out.split()[0], ran.code) == (result, code)
    (line,) = run("spf", domain, "--ip", ip, "--dns", dns, "--json").lines
    assert (line["result"], line["domain"]) == (result, domain.lower().rstrip("."))
    jsonschema.validate(line, json.loads(run("schema", "spf").out))


@pytest.mark.parametrize(
    ("domain", "code", "words"),
    [
        ("one.example", 0, "17 IPv4 addresses"),
        ("none.example", 1, "no SPF record"),
        ("twice.example", 1, "2 records"),
        ("broken.example", 1, "problem"),
    ],
)
def test_a_record_and_what_it_passes(domain: str, code: int, words: str, dns: str):
    ran = run("spf", domain, "--dns", dns)
    assert ran.code == code
    assert words in ran.out
    (line,) = run("spf", domain, "--dns", dns, "--json").lines
    jsonschema.validate(line, json.loads(run("schema", "spf-policy").out))


def test_a_record_is_tried_before_it_is_published(dns: str):
    tried = run("spf", "one.example", "--record", "v=spf1 ip4:192.0.2.1 -all", "--ip", "192.0.2.1", "--dns", dns)
    assert (tried.code, tried.out.split()[0]) == (0, "pass")


def test_every_term_tells_what_became_of_it(dns: str):
    shown = run("spf", "one.example", "--ip", "198.51.100.2", "--dns", dns).out
    assert "ip4:203.0.113.0/28   no match" in shown
    assert "include:two.example   match   (2 lookups)" in shown


@pytest.mark.parametrize("arguments", [["."], ["a." * 200], ["one.example", "--ip", "1.2.3"], []])
def test_wrong_usage_is_one_line(arguments: list[str], dns: str):
    ran = run("spf", *arguments, "--dns", dns)
    assert ran.code == 2
    assert ran.err.count("\n") == 1


MORE = (
    r"""
many.example. IN TXT "v=spf1 include:big.example -all"
big.example. IN TXT "v=spf1 NETWORKS -all"
six.example. IN TXT "v=spf1 mx ip6:2001:db8::/32 -all"
gone.example. IN TXT "v=spf1 ip4:203.0.113.7, include:nothing.example ~all"
macro.example. IN TXT "v=spf1 exists:%{i}.list.example -all"
192.0.2.1.list.example. IN A 127.0.0.2
nasty.example. IN TXT "v=spf1 \027[31m \226\128\174evil -all"
""".replace("NETWORKS", '" " '.join(f"ip4:198.51.{n}.0/25" for n in range(70)))
    + "".join(f"six.example. IN MX 10 m{n}.example.\nm{n}.example. IN A 192.0.2.{n}\n" for n in range(4))
)


@pytest.fixture
def more(tmp_path: Path) -> str:
    (tmp_path / "more.zone").write_text(WORLD + MORE, encoding="utf-8")
    return f"zone:{tmp_path / 'more.zone'}"


def test_the_tree_shows_costs_and_never_a_line_for_each_network(more: str):
    shown = run("spf", "many.example", "--dns", more)
    assert shown.code == 0
    assert "1 of 10 lookups" in shown.out
    assert "ip4: 70 networks, 8,960 IPv4 addresses" in shown.out
    assert len(shown.out.splitlines()) < 15


def test_problems_have_carets_under_their_characters(more: str):
    lines = run("spf", "gone.example", "--dns", more).out.splitlines()
    marked = {}
    for number, line in enumerate(lines):
        if line.startswith("   │  ") and set(line[6:].strip()) == {"^"}:
            start, end = line.index("^"), len(line)
            title = next(each for each in reversed(lines[:number]) if each.startswith("MM-SPF-"))
            marked[title.split()[0]] = lines[number - 1][start:end]
    assert marked == {"MM-SPF-106": "203.0.113.7,", "MM-SPF-125": "include:nothing.example"}
    assert any('"v=spf1 ip4:203.0.113.7 ~all"' in line for line in lines)


def test_readings_are_shown_where_they_differ(more: str):
    ran = run("spf", "six.example", "--ip", "2001:db8::1", "--dns", more)
    assert "receivers differ: rfc7208 pass, mx-hosts-counted permerror, lenient pass" in ran.out
    (line,) = run("spf", "six.example", "--ip", "2001:db8::1", "--dns", more, "--json").lines
    assert line["readings"] == {"rfc7208": "pass", "mx-hosts-counted": "permerror", "lenient": "pass"}
    assert "receivers differ" not in run("spf", "one.example", "--ip", "203.0.113.7", "--dns", more).out


def test_the_way_to_the_result_is_open_and_the_rest_is_not(more: str):
    passed = run("spf", "many.example", "--ip", "198.51.69.1", "--dns", more).out
    assert "ip4:198.51.69.0/25   match" in passed
    assert "69 terms from ip4:198.51.0.0/25 on   no match" in passed
    failed = run("spf", "many.example", "--ip", "192.0.2.1", "--dns", more).out
    assert "-all   match" in failed
    assert "198.51" not in failed


def test_two_records_are_compared_over_all_addresses(more: str):
    ran = run("spf", "one.example", "--compare", "v=spf1 ip4:203.0.113.0/29 ip4:192.0.2.1 ~all", "--dns", more)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines() if line[0] != " "] == [
        "gained   1 IPv4 address",
        "lost     8 IPv4 addresses",
        "lost     1 IPv4 address",
        "changed  4,294,967,278 IPv4 addresses and about 2^128 IPv6",
    ]
    assert "lost     1 IPv4 address: pass by include:two.example > a, then softfail by ~all" in ran.out
    (line,) = run("spf", "one.example", "--compare", "two.example", "--dns", more, "--json").lines
    assert [(each["kind"], each["ipv4"]) for each in line["differences"]] == [("lost", 16)]
    jsonschema.validate(line, json.loads(run("schema", "spf-comparison").out))
    same = run("spf", "one.example", "--compare", "one.example", "--dns", more)
    assert (same.code, same.out) == (0, "no difference: every address gets the same result\n")


def test_many_addresses_are_answered_line_by_line(more: str, tmp_path: Path):
    (tmp_path / "ips").write_text("203.0.113.7\n\n# a comment\n198.51.100.2 # its a\n2001:db8::1\n")
    ran = run("spf", "one.example", "--ips", tmp_path / "ips", "--dns", more)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "203.0.113.7 pass one.example ip4:203.0.113.0/28",
        "198.51.100.2 pass two.example a",
        "2001:db8::1 fail one.example -all",
    ]
    asked = run("spf", "macro.example", "--ips", "-", "--dns", more, "--json", stdin=b"192.0.2.1\nx\n192.0.2.2\n")
    assert [(line["client_ip"], line["result"]) for line in asked.lines] == [
        ("192.0.2.1", "pass"),
        ("192.0.2.2", "fail"),
    ]
    assert asked.code == 2
    assert asked.err == "mailmend: not an IP address: x\n"
    schema = json.loads(run("schema", "spf-address").out)
    for line in asked.lines:
        jsonschema.validate(line, schema)
    assert run("spf", "one.example", "--ips", tmp_path / "none", "--dns", more).code == 2


@dataclass
class Renewals:
    """A policy of the world as it is, and a clock that is set by hand."""

    record: str = "v=spf1 ip4:192.0.2.1 -all"
    ttl: int = 300
    broken: frozenset[tuple[str, str]] = frozenset()
    made: int = 0
    now: float = 1000.0

    def make(self) -> Policy:
        self.made += 1
        world = replace(zones({"d.example": [("TXT", self.record)]}), broken=self.broken, ttl=self.ttl)
        return flow.run(partition("d.example", "a@d.example", "d.example"), world.resolve)

    def said(self, renewed: Renewed, now: float) -> str:
        self.now = now
        return str(renewed.at("192.0.2.1").result)


def test_a_long_run_asks_anew_when_the_answers_are_over():
    world = Renewals()
    renewed = Renewed(world.make, lambda: world.now)
    assert [world.said(renewed, now) for now in (1000, 1000, 1299)] == ["pass", "pass", "pass"]
    world.record = "v=spf1 -all"
    assert world.said(renewed, 1299.9) == "pass"
    assert world.made == 1
    assert world.said(renewed, 1300) == "fail"
    assert [world.said(renewed, now) for now in (1301, 1599)] == ["fail", "fail"]
    assert world.made == 2


def test_answers_that_live_short_or_failed_are_not_asked_for_at_every_line():
    world = Renewals(ttl=0)
    renewed = Renewed(world.make, lambda: world.now)
    assert [world.said(renewed, now) for now in (1000, 1029, 1030)] == ["pass", "pass", "pass"]
    assert world.made == 2
    world.broken = frozenset({("d.example", "TXT")})
    assert world.said(renewed, 1060) == "temperror"
    world.broken, world.ttl = frozenset(), 86400
    assert world.said(renewed, 1089) == "temperror"
    assert world.said(renewed, 1090) == "pass"
    assert world.made == 4


def test_a_record_that_is_not_published_is_audited(more: str):
    ran = run("spf", "one.example", "--record", "v=spf1 include:two.example –all", "--dns", more)
    assert ran.code == 1
    assert "MM-SPF-112" in ran.out
    assert '"v=spf1 include:two.example -all"' in ran.out
    (line,) = run("spf", "one.example", "--record", "v=spf1 mx, -all", "--dns", more, "--json").lines
    assert [(each["code"], each["start"], each["end"]) for each in line["problems"] if each["error"]] == [
        ("MM-SPF-103", 7, 10)
    ]
    assert line["proposals"][0]["text"] == "v=spf1 mx -all"
    assert not line["valid"]


def test_a_term_is_flattened_with_its_price(more: str):
    ran = run("spf", "many.example", "--flatten", "include:big.example", "--dns", more)
    assert ran.code == 0
    assert "the price: 70 networks" in ran.out
    (line,) = run("spf", "many.example", "--flatten", "include:big.example", "--dns", more, "--json").lines
    assert line["proved"]
    assert all(len(string) <= 255 for string in line["strings"])
    jsonschema.validate(line, json.loads(run("schema", "spf-flattened").out))
    assert run("spf", "many.example", "--flatten", "include:no.example", "--dns", more).code == 2
    assert run("spf", "macro.example", "--flatten", "exists:%{i}.list.example", "--dns", more).code == 2


def test_nothing_of_dns_is_printed_raw(more: str):
    for arguments in ([], ["--ip", "192.0.2.1"], ["--json"], ["--compare", "one.example"]):
        out = run("spf", "nasty.example", *arguments, "--dns", more).out
        assert not {"\x1b", "\u202e"} & set(out)


def test_a_domain_whose_servers_fail_is_told_apart(more: str):
    assert run("spf", "down.example", "--dns", more).code == 5


def test_the_tree_names_the_services_that_send(tmp_path: Path):
    world = tmp_path / "world.zone"
    world.write_text(
        'contoso.example. 300 IN TXT "v=spf1 include:sendgrid.net -all"\n'
        'sendgrid.net. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"\n',
        encoding="utf-8",
    )
    assert "Twilio SendGrid" in run("spf", "contoso.example", "--dns", f"zone:{world}").out
    told = json.loads(run("spf", "contoso.example", "--json", "--dns", f"zone:{world}").out)
    assert [term["service"] for term in told["terms"]] == ["Twilio SendGrid", None, None, None][: len(told["terms"])]
