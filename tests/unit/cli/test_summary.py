"""``mailmend summary`` as it is called."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest

from mailmend.client import Client
from mailmend.render.schema_summary import Summary
from tests.command import run

CASES = Path(__file__).parents[2] / "cases"
OWN_MX = CASES / "01-own-mx-not-listed"
WORLD = f"zone:{OWN_MX / 'world.zone'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mail = (OWN_MX / "bounce.eml").read_bytes()
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(mail)
    (tmp_path / "other.eml").write_bytes(mail.replace(b"203.0.113.10", b"203.0.113.99"))
    return tmp_path


def test_one_page_says_what_one_change_clears(folder):
    ran = run("summary", folder, "--dns", WORLD)
    assert ran.code == 1
    assert ran.out.startswith("4 refusals in 4 reports\n")
    assert "     3  75.0 % MM-SPF-001  tailor.example: 203.0.113.10 is not authorised" in ran.out
    assert "change 1 below clears it" in ran.out
    assert "clears 3 refusals (75.0 %)" in ran.out
    assert '+ "v=spf1 ip4:198.51.100.7 ip4:203.0.113.10 -all"' in ran.out


def test_json_keeps_its_schema(folder):
    ran = run("summary", folder, "--dns", WORLD, "--json")
    (line,) = ran.lines
    found = msgspec.convert(line, Summary)
    assert [(cause.code, cause.refusals, cause.change) for cause in found.causes] == [
        ("MM-SPF-001", 3, 1),
        ("MM-SPF-001", 1, None),
    ]
    assert (found.changes[0].refusals, found.changes[0].edits[0].name) == (3, "tailor.example.")


def test_the_rarer_kinds_are_only_counted_where_the_asker_wants_so(folder):
    ran = run("summary", folder, "--dns", WORLD, "--most", "1")
    assert "1 refusal was not looked into" in ran.out


def test_what_cannot_be_read_is_named_and_the_others_are_told(folder):
    ran = run("summary", folder / "none.eml", folder, "--dns", WORLD)
    assert ran.code == 2
    assert "none.eml" in ran.err
    assert "4 refusals in 4 reports" in ran.out


def test_no_bounce_is_no_error(tmp_path):
    mail = tmp_path / "mail.eml"
    mail.write_text("From: a@contoso.example\nSubject: Lunch\n\nAt noon?\n", encoding="utf-8")
    ran = run("summary", mail, "--dns", WORLD)
    assert (ran.code, ran.out) == (0, "No refusal in what was read.\n")


def test_ctrl_c_loses_nothing(folder):
    real, calls = Client.consider, []

    def interrupted(self, bounce, told):
        calls.append(bounce)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, bounce, told)

    with patch.object(Client, "consider", interrupted):
        ran = run("summary", folder, "--dns", WORLD)
    assert ran.code == 130
    assert "clears 3 refusals (75.0 %)" in ran.out
    assert "1 refusal was not looked into" in ran.out
