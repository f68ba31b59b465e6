from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.command import run
from tests.unit.cli.test_diagnose import BOUNCE


def test_one_line_a_notification_by_the_schema(tmp_path: Path):
    mbox = tmp_path / "inbox.mbox"
    message = "From: MAILER-DAEMON@x.example\nTo: mara@tailor.example\n\n" + BOUNCE
    mbox.write_text("".join(f"From x Tue Nov 17 10:41:0{i} 2026\n{message}\n" for i in range(3)), encoding="utf-8")
    ran = run("read", "--json", mbox)
    schema = json.loads(run("schema", "read").out)
    for line in ran.lines:
        jsonschema.validate(line, schema)
    assert [(line["file"], line["index"]) for line in ran.lines] == [(str(mbox), 0), (str(mbox), 1), (str(mbox), 2)]
    assert ran.code == 0


def test_standard_input_is_a_dash():
    (line,) = run("read", "--json", "-", stdin=BOUNCE.encode()).lines
    assert line["file"] == "-"
    (attempt,) = line["attempts"]
    assert (attempt["recipient"], attempt["status"], attempt["reply"]) == ("info@museum.example", "5.7.23", "550")
    assert (attempt["client_ip"], attempt["category"], attempt["subtype"]) == ("203.0.113.10", "auth", "spf")


def test_a_table_for_people():
    lines = run("read", "-", stdin=BOUNCE.encode()).out.splitlines()
    assert lines[0].split()[:3] == ["recipient", "status", "reply"]
    assert lines[1].split()[:5] == ["info@museum.example", "5.7.23", "550", "auth/spf", "sender-admin"]


def test_what_is_no_bounce_is_named_as_what_it_is(tmp_path: Path):
    (tmp_path / "lunch.eml").write_text("From: a@b.example\nSubject: Lunch\n\nAt noon?\n", encoding="utf-8")
    assert "lunch.eml: none" in run("read", tmp_path / "lunch.eml").out


def test_what_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path):
    (tmp_path / "good.txt").write_text(BOUNCE, encoding="utf-8")
    ran = run("read", "--json", tmp_path / "missing.eml", tmp_path / "good.txt")
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert "missing.eml" in ran.err


def test_a_path_is_needed():
    assert run("read").code == 2
