"""``mailmend fix`` as it is called: what it shows, what it asks, and that nothing is written without consent."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mailmend.publishers.zonefile import ZoneFile
from tests.command import run

CASES = "tests/cases"
OWN, STRANGER, WILD, RELAY = (
    f"{CASES}/{name}"
    for name in (
        "01-own-mx-not-listed",
        "04-a-strangers-address",
        "48-the-name-lives-by-a-wildcard",
        "19-relay-pool-by-header",
    )
)
RECORD, MENDED = "v=spf1 ip4:198.51.100.7 -all", "v=spf1 ip4:198.51.100.7 ip4:203.0.113.10 -all"


@pytest.fixture
def zone(tmp_path):
    """The zone of the case as its owner keeps it."""
    path = tmp_path / "tailor.example.zone"
    path.write_text(
        f"$TTL 300\n@ SOA ns1 h 7 1 1 1 1\n@ NS ns1.dnsfarm.example.\n"
        f'@ TXT "{RECORD}" ; ours\n@ TXT "site-verification=8f2k"\n'
    )
    return path


@pytest.fixture
def world(tmp_path):
    """The world of the first case, with the SOA that its name server gives."""
    path = tmp_path / "world" / "world.zone"
    path.parent.mkdir()
    text = Path(OWN, "world.zone").read_text()
    path.write_text(f"{text}tailor.example. SOA a. b. 7 1 1 1 60\n")
    return f"zone:{path}"


def fix(case, *more, receipts, dns=None):
    return run("fix", case, "--dns", dns or f"zone:{case}/world.zone", "--receipts", receipts, "--quiet", *more)


def test_by_hand(tmp_path):
    ran = fix(OWN, receipts=tmp_path)
    assert ran.code == 1
    assert f'- "{RECORD}"' in ran.out
    assert f'+ "{MENDED}"' in ran.out
    assert f"find    {RECORD}\nmake it {MENDED}\n" in ran.out
    assert "forecast       203.0.113.10: fail before, pass after; 1 address gained, none lost" in ran.out


def test_by_hand_too_the_domain_must_be_the_right_one(tmp_path):
    ran = fix(OWN, "--yes", "other.example", receipts=tmp_path)
    assert (ran.code, "make it" in ran.out) == (2, False)
    assert "nothing was written" in ran.err


def test_published_to_a_file_and_taken_back(zone, world, tmp_path):
    before = zone.read_text()
    via = ("--via", f"zonefile:{zone}", "--yes", "tailor.example", "--wait", 0)
    ran = fix(OWN, *via, receipts=tmp_path / "r", dns=world)
    assert "Published by zonefile:" in ran.out
    assert zone.read_text() == before.replace(RECORD, MENDED).replace(" h 7 ", " h 8 ")
    # The servers of a world file are not told.
    assert ran.code == 1
    assert "Not landed" in ran.out
    (receipt,) = (tmp_path / "r").iterdir()
    verified = run("verify", receipt, "--dns", world, "--receipts", tmp_path / "r", "--json")
    assert (verified.code, verified.lines[0]["receipt"]) == (1, receipt.stem)
    taking_back = ("--undo", receipt.stem, "--receipts", tmp_path / "r", "--dns", world)
    undone = run("fix", *taking_back, "--yes", "tailor.example", "--wait", 0)
    assert undone.code == 0, undone.err
    assert zone.read_text() == before.replace(" h 7 ", " h 9 ")
    states = sorted(json.loads(path.read_text())["receipt"]["state"] for path in (tmp_path / "r").iterdir())
    assert states == ["done", "undone"]


@pytest.mark.parametrize("said", [["--yes", "other.example"], ["--yes", "example"], []])
def test_without_the_right_domain_nothing_is_written(zone, tmp_path, said):
    before = zone.read_text()
    ran = fix(OWN, "--via", f"zonefile:{zone}", *said, receipts=tmp_path / "r")
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert zone.read_text() == before
    assert not (tmp_path / "r").exists()


def test_what_changed_since_stops(zone, tmp_path):
    zone.write_text(zone.read_text().replace("198.51.100.7", "198.51.100.8"))
    before = zone.read_text()
    ran = fix(OWN, "--via", f"zonefile:{zone}", "--yes", "tailor.example", receipts=tmp_path / "r")
    assert ran.code == 1
    assert "planned on" in ran.err
    assert "nothing was written" in ran.err
    assert zone.read_text() == before


def test_a_strangers_address_needs_a_way_and_a_review(tmp_path):
    shown = fix(STRANGER, receipts=tmp_path)
    assert "--way 1" in shown.out
    assert "None of these is proved" in shown.out
    zone = tmp_path / "tailor.example.zone"
    zone.write_text(
        "$TTL 300\n@ SOA ns1 h 7 1 1 1 1\n"
        '@ TXT "v=spf1 include:spf.protection.outlook.com -all"\n@ TXT "MS=ms50718243"\n'
    )
    before = zone.read_text()
    via = ("--way", 1, "--via", f"zonefile:{zone}", "--yes", "tailor.example", "--wait", 0)
    ran = fix(STRANGER, *via, receipts=tmp_path / "r")
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert zone.read_text() == before
    fix(STRANGER, *via, "--reviewed", receipts=tmp_path / "r")
    assert "ip4:198.51.100.201" in zone.read_text()
    assert run("fix", STRANGER, "--dns", f"zone:{STRANGER}/world.zone", "--way", 9).code == 2


def test_a_wildcard_is_kept_for_the_name(tmp_path):
    zone = tmp_path / "tailor.example.zone"
    zone.write_text("$TTL 300\n@ SOA ns1 h 7 1 1 1 1\n* MX 10 mail\n* A 203.0.113.90\nmail A 203.0.113.10\n")
    fix(WILD, "--via", f"zonefile:{zone}", "--yes", "orders.tailor.example", "--wait", 0, receipts=tmp_path / "r")
    publisher = ZoneFile(str(zone))
    assert [publisher.current("orders.tailor.example.", type).records for type in ("TXT", "MX", "A")] == [
        ('"v=spf1 ip4:203.0.113.10 ~all"',),
        ("10 mail.tailor.example.",),
        ("203.0.113.90",),
    ]


def test_nothing_to_publish(tmp_path):
    ran = fix(RELAY, "--via", "zonefile:x.zone", receipts=tmp_path)
    assert ran.code == 2
    ran = fix(RELAY, receipts=tmp_path)
    assert "There is nothing to publish." in ran.out


def test_what_a_case_says_is_mine_is_not_believed(tmp_path):
    """The plan of the file, its time and whose address it says to be are ignored."""
    case = tmp_path / "case"
    shutil.copytree(STRANGER, case)
    (case / "ask.json").write_text(json.dumps({"mine": ["198.51.100.201"], "now": "2020-01-01T00:00:00+00:00"}))
    plan = {"plan": {"edits": [{"name": "evil.example.", "type": "TXT", "after": ["v=spf1 +all"]}]}}
    (case / "diagnosis.json").write_text(json.dumps(plan))
    ran = fix(case, receipts=tmp_path / "r")
    assert "(review)" in ran.out
    assert "(safe)" not in ran.out
    assert "evil" not in ran.out
    mine = fix(case, "--mine", "198.51.100.201", receipts=tmp_path / "r")
    assert "(safe)" in mine.out


@pytest.mark.parametrize("arguments", [[], [OWN, "--undo", "x"], ["--undo", "nothing"], [OWN, "--via", "smoke"]])
def test_wrong_usage(arguments, tmp_path):
    ran = run("fix", *arguments, "--receipts", tmp_path)
    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_verify_of_a_case_that_is_not_mended_yet(world, tmp_path):
    ran = run("verify", OWN, "--dns", world, "--receipts", tmp_path)
    assert ran.code == 1
    assert ran.out.startswith("Not landed")


@pytest.mark.parametrize("target", ["nothing", "no/such/case", "a" * 300 + ".example", "a..b"])
def test_verify_of_what_is_nothing(target, tmp_path):
    assert run("verify", target, "--receipts", tmp_path).code == 2


def test_the_commands_are_listed():
    assert {"fix", "verify"} <= {line.split()[0] for line in run("--help").out.splitlines() if line.startswith("  ")}
    assert json.loads(run("schema", "verdict").out)["$ref"].endswith("Verdict")
