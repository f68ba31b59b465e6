from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.command import run

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
