"""``mailmend check`` as it is called: what it prints, its exit codes, several domains."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mailmend.render.schema_check import DomainCheck
from tests.command import run
from tests.unit.dmarc.test_aggregate import report, row

GOOD = """
contoso.example.  TXT  "v=spf1 ip4:203.0.113.7 -all"
contoso.example.  MX   10 mail.contoso.example.
contoso.example.  NS   ns1.contoso.example.
mail.contoso.example.  A  203.0.113.7
7.113.0.203.in-addr.arpa.  PTR  mail.contoso.example.
_dmarc.contoso.example.  TXT  "v=DMARC1; p=reject; rua=mailto:d@contoso.example"
s7._domainkey.contoso.example.  TXT  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
"""


@pytest.fixture
def world(tmp_path: Path):
    def write(text: str) -> str:
        place = tmp_path / "world.zone"
        place.write_text("$TTL 300\n" + text, encoding="utf-8")
        return f"zone:{place}"

    return write


def test_a_domain_in_order_has_nothing_but_advice(world):
    ran = run("check", "contoso.example", "--selector", "s7", "--dns", world(GOOD), "--json")
    (line,) = ran.lines
    assert (ran.code, line["errors"], line["warnings"], line["exit_code"]) == (0, 0, 0, 0)
    assert [finding["code"] for finding in line["findings"]] == ["MM-TLS-201"]
    assert line["dkim"] == [{"selector": "s7", "state": "usable", "type": "ed25519", "bits": 256, "alias": None}]
    assert line["hosts"][0]["confirmed"] == ["mail.contoso.example"]
    assert line["servers"][0] == {
        "name": "contoso.example.",
        "type": "TXT",
        "agree": ["ns1.contoso.example"],
        "differ": [],
        "silent": [],
    }
    msgspec.convert(line, DomainCheck)


def test_a_page_for_a_person(world):
    ran = run("check", "contoso.example", "--selector", "s7", "--dns", world(GOOD))
    assert ran.out.startswith("contoso.example   1 piece of advice\n")
    assert "s7 (ed25519, 256 bits)" in ran.out
    assert "203.0.113.7   mail.contoso.example   (ip4:203.0.113.7)" in ran.out
    assert "questions of DNS" in ran.out


def test_an_error_is_shown_with_its_place_and_its_remedy(world):
    broken = GOOD.replace("p=reject", "p=rejct")
    ran = run("check", "contoso.example", "--dns", world(broken))
    assert ran.code == 1
    assert "✗ MM-DMARC-105  error: “p=rejct” is no policy" in ran.out
    assert '+ "v=DMARC1; p=reject; rua=mailto:d@contoso.example"' in ran.out
    assert "DMARC policy none before, reject after" in ran.out


def test_only_the_dns_host_must_act(world):
    silent = GOOD.replace("contoso.example.  NS   ns1.contoso.example.", "") + (
        ";! unavailable _dmarc.contoso.example. TXT servfail\n"
    )
    ran = run("check", "contoso.example", "--selector", "s7", "--dns", world(silent), "--json")
    assert ran.code == 3
    assert {finding["owner"] for finding in ran.lines[0]["findings"] if finding["severity"] != "advice"} == {"dns-host"}


def test_a_resolver_that_answers_nothing(world):
    ran = run("check", "contoso.example", "--dns", world(";! recorded\n"))
    assert ran.code == 5
    assert "nothing can be said" in ran.out


def test_several_domains_and_a_file(world, tmp_path: Path):
    listed = tmp_path / "domains.txt"
    listed.write_text("# ours\ncontoso.example\n\nparked.example  # sends nothing\n", encoding="utf-8")
    parked = (
        'parked.example. TXT "v=spf1 -all"\nparked.example. MX 0 .\n'
        '_dmarc.parked.example. TXT "v=DMARC1; p=reject; rua=mailto:d@parked.example"\n'
    )
    ran = run("check", "contoso.example", "--file", listed, "--dns", world(GOOD + parked), "--json")
    assert [line["domain"] for line in ran.lines] == ["contoso.example", "parked.example"]
    assert ran.lines[1]["findings"] == []
    assert ran.code == 1  # no key of contoso.example is found without its selector


@pytest.mark.parametrize("arguments", [(), ("not a domain",), ("192.0.2.1",), ("--file", "/nowhere/at/all")])
def test_wrong_usage_is_one_line(arguments, world):
    ran = run("check", *arguments, "--dns", world(GOOD))
    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_hostile_records_are_never_printed_raw(world):
    hostile = '_dmarc.contoso.example. TXT "v=DMARC1; p=\\027[31mreject\\226\\128\\174"\n'
    ran = run("check", "contoso.example", "--dns", world(GOOD.replace("_dmarc.", "_other.") + hostile))
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    as_json = run("check", "contoso.example", "--dns", world(GOOD.replace("_dmarc.", "_other.") + hostile), "--json")
    assert "\x1b" not in as_json.out
    assert "\u202e" not in as_json.out


def test_it_says_the_same_twice(world):
    dns = world(GOOD)
    assert (
        run("check", "contoso.example", "--dns", dns, "--json").lines[0]["findings"]
        == (run("check", "contoso.example", "--dns", dns, "--json").lines[0]["findings"])
    )


def test_reports_show_who_fails_and_what_an_edit_does_to_others(world, tmp_path: Path):
    reports = tmp_path / "reports"
    reports.mkdir()
    rows = (
        row(count="120", dkim="fail", spf="pass", envelope="contoso.example"),
        row(ip="198.51.100.9", count="7", dkim="fail", envelope="service.test"),
    )
    (reports / "a.xml").write_bytes(report(*rows))
    broken = world(GOOD.replace("p=reject", "p=rejct"))
    ran = run("check", "contoso.example", "--dmarc-reports", reports, "--dns", broken)
    assert "MM-DMARC-113  warning: 7 of 127 reported messages of contoso.example failed DMARC" in ran.out
    said = " ".join(ran.out.split())
    assert "1 sender of the DMARC reports keeps passing DMARC; still fail: 198.51.100.9 (7)" in said
    (line,) = run("check", "contoso.example", "--dmarc-reports", reports, "--dns", broken, "--json").lines
    (remedy,) = next(f for f in line["findings"] if f["code"] == "MM-DMARC-105")["remedies"]
    assert [(each["client_ip"], each["before"], each["after"]) for each in remedy["bystanders"]] == [
        ("203.0.113.7", True, True),
        ("198.51.100.9", False, False),
    ]
    assert remedy["forecasts"][0]["policies"] == ["none", "reject"]


def test_a_folder_without_reports_is_wrong_usage(world, tmp_path: Path):
    ran = run("check", "contoso.example", "--dmarc-reports", tmp_path, "--dns", world(GOOD))
    assert (ran.code, ran.out) == (2, "")
    assert "no DMARC aggregate report" in ran.err
