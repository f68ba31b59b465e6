"""Diagnoses of what is not one plain mail: Outlook files, archives, mailboxes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.command import run
from tests.outlook import ndr, with_attached

WORLD = """\
$TTL 300
contoso.com. IN TXT "v=spf1 include:spf.protection.outlook.com -all"
contoso.com. IN MX 10 mail.contoso.com.
mail.contoso.com. IN A 203.0.113.7
spf.protection.outlook.com. IN TXT "v=spf1 ip4:40.92.0.0/15 -all"
fabrikam.example. IN MX 10 mx1.fabrikam.example.
"""


@pytest.fixture
def given(tmp_path: Path):
    (tmp_path / "world.zone").write_text(WORLD, encoding="utf-8")
    (tmp_path / "bounce.msg").write_bytes(with_attached(ndr()).to_bytes())

    def diagnose(path: Path, *more: object):
        return run("diagnose", "--dns", f"zone:{tmp_path / 'world.zone'}", *more, path)

    return tmp_path, diagnose


def test_an_outlook_file_is_diagnosed_like_any_mail(given):
    folder, diagnose = given
    ran = diagnose(folder / "bounce.msg", "--json")
    (line,) = ran.lines
    assert (ran.code, line["findings"][0]["code"], line["bounce"]["decoded_from"]) == (1, "MM-SPF-001", "outlook-msg")
    assert line["plan"]["edits"][0]["after"] == ["v=spf1 include:spf.protection.outlook.com ip4:203.0.113.7 -all"]
    out = diagnose(folder / "bounce.msg").out
    assert "of it as a mail" in out
    assert "bounce.msg:" not in out


def test_a_case_of_an_outlook_file_replays(given):
    folder, diagnose = given
    assert diagnose(folder / "bounce.msg", "--json", "--save-case", folder / "case").code == 1
    saved = (folder / "case" / "diagnosis.json").read_text(encoding="utf-8")
    assert run("diagnose", "--json", folder / "case").out == saved
    assert json.loads(saved)["bounce"]["file"] == "bounce.eml"


def test_a_case_is_of_one_bounce(given):
    folder, diagnose = given
    one = "From x Tue Nov 17 10:41:00 2026\nFrom: MAILER-DAEMON@x.example\nTo: a@b.example\n\n550 5.1.1 no\n\n"
    (folder / "inbox").write_text(one * 2, encoding="utf-8")
    ran = diagnose(folder / "inbox", "--save-case", folder / "case")
    assert (ran.code, (folder / "case").exists()) == (2, False)
    assert "mailbox" in ran.err


def test_what_is_packed_is_unpacked(given):
    folder, diagnose = given
    (folder / "bounce.msg.gz").write_bytes(gzip.compress((folder / "bounce.msg").read_bytes()))
    assert diagnose(folder / "bounce.msg.gz", "--json").lines[0]["findings"][0]["code"] == "MM-SPF-001"


def test_what_cannot_be_opened_is_named_in_one_line(given):
    folder, diagnose = given
    (folder / "bounce.msg").write_bytes((folder / "bounce.msg").read_bytes()[:3_000])
    ran = diagnose(folder / "bounce.msg")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "damaged Outlook file" in ran.err
