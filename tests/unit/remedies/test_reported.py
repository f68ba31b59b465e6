"""The senders that DMARC reports name are judged before and after the edit of a plan."""

from __future__ import annotations

from pathlib import Path

from tests.command import run
from tests.unit.dmarc.test_aggregate import report, row

CASE = Path(__file__).parents[2] / "cases" / "02-own-host-by-reverse-name"


def rows(ip: str, envelope: str = "tailor.example", dkim: str = "fail") -> str:
    return row(ip=ip, dkim=dkim, author="tailor.example", envelope=envelope)


def diagnosed(tmp_path: Path, *sources: str, json: bool = True):
    (tmp_path / "a.xml").write_bytes(report(*sources))
    dns = f"zone:{CASE / 'world.zone'}"
    more = ("--json",) if json else ()
    return run("diagnose", "--dns", dns, "--dmarc-reports", tmp_path, *more, CASE / "bounce.eml")


def test_who_keeps_passing_begins_to_pass_and_still_fails(tmp_path: Path):
    ran = diagnosed(
        tmp_path,
        rows("203.0.113.10"),
        rows("203.0.113.77"),
        rows("192.0.2.77"),
        rows("192.0.2.78", dkim="pass"),
        rows("192.0.2.79", envelope="service.test"),
        row(ip="192.0.2.80", author="other.example"),
    )
    found = {each["client_ip"]: (each["before"], each["after"]) for each in ran.lines[0]["plan"]["bystanders"]}
    assert found == {
        "203.0.113.10": (True, True),
        "203.0.113.77": (False, True),
        "192.0.2.77": (False, False),
        "192.0.2.78": (True, True),
        "192.0.2.79": (False, False),
    }


def test_it_is_said_to_a_person(tmp_path: Path):
    said = " ".join(diagnosed(tmp_path, rows("203.0.113.10"), rows("203.0.113.77"), json=False).out.split())
    assert "reports 1 sender of the DMARC reports keeps passing DMARC; begin to pass: 203.0.113.77 (12)" in said


def test_without_reports_there_is_nobody():
    ran = run("diagnose", "--dns", f"zone:{CASE / 'world.zone'}", "--json", CASE / "bounce.eml")
    assert ran.lines[0]["plan"]["bystanders"] == []


def test_a_case_keeps_no_reports(tmp_path: Path):
    (tmp_path / "a.xml").write_bytes(report(rows("203.0.113.10")))
    ran = run("diagnose", "--dmarc-reports", tmp_path, "--save-case", tmp_path / "x", CASE / "bounce.eml")
    assert ran.code == 2
    assert "keeps no DMARC reports" in ran.err
