from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from base64 import encodebytes
from pathlib import Path

import jsonschema
import pytest

from tests.command import run
from tests.outlook import ndr, with_attached
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


MAIL = "From: MAILER-DAEMON@x.example\nTo: mara@tailor.example\nSubject: Undelivered\n\n" + BOUNCE


def maildir(at: Path) -> Path:
    for place in ("cur", "new", "tmp"):
        (at / place).mkdir(parents=True)
    (at / "cur" / "1763978400.M1P1.host:2,S").write_text(MAIL, encoding="utf-8")
    (at / "new" / "1763978300.M2P2.host").write_text(MAIL, encoding="utf-8")
    (at / "tmp" / "1763978200.M3P3.host").write_text(MAIL[:200], encoding="utf-8")
    (at / "dovecot.index.log").write_bytes(b"\0\1\2" * 99)
    return at


def test_a_maildir_is_read_in_the_order_of_delivery_without_what_is_not_delivered(tmp_path: Path):
    maildir(tmp_path / "Maildir")
    maildir(tmp_path / "Maildir" / ".Sent")
    ran = run("read", "--json", tmp_path / "Maildir")
    assert ran.code == 0
    assert [Path(line["file"]).relative_to(tmp_path / "Maildir").as_posix() for line in ran.lines] == [
        "new/1763978300.M2P2.host",
        "cur/1763978400.M1P1.host:2,S",
        ".Sent/new/1763978300.M2P2.host",
        ".Sent/cur/1763978400.M1P1.host:2,S",
    ]


def test_every_field_has_its_line_and_in_a_mailbox_that_of_the_file(tmp_path: Path):
    mbox = tmp_path / "inbox"
    one = f"From x Tue Nov 17 10:41:00 2026\n{MAIL}\n\n"
    mbox.write_text(one * 3, encoding="utf-8")
    lines = mbox.read_text(encoding="utf-8").split("\n")
    for index, line in enumerate(run("read", "--json", mbox).lines):
        (attempt,) = line["attempts"]
        assert {"recipient", "status", "reply", "client_ip", "text"} <= attempt["lines"].keys()
        for name in ("recipient", "status", "reply", "client_ip"):
            assert attempt[name] in lines[attempt["lines"][name] - 1]
            assert attempt["lines"][name] > index * one.count("\n")


def test_an_outlook_file_says_that_its_lines_are_those_of_a_mail(tmp_path: Path):
    path = tmp_path / "bounce.msg"
    path.write_bytes(with_attached(ndr()).to_bytes())
    (line,) = run("read", "--json", path).lines
    assert (line["decoded_from"], line["attempts"][0]["recipient"]) == ("outlook-msg", "ronald@fabrikam.example")
    assert "is an Outlook file" in run("read", "--show", path).out


def test_show_marks_the_words_that_decide(tmp_path: Path):
    path = tmp_path / "bounce.eml"
    path.write_text(MAIL + "\n" * 20 + "the end\n", encoding="utf-8")
    out = run("read", "--show", path).out.splitlines()
    assert out[0].startswith(f"{path}: bounce")
    marked = {line.split()[-1]: index for index, line in enumerate(out) if "^" in line}
    assert {"recipient", "status", "reply", "client_ip"} <= marked.keys()
    row = out[marked["status"]]
    above = next(line for line in reversed(out[: marked["status"]]) if "^" not in line)
    assert above[row.index("^") : row.rindex("^") + 1] == "5.7.23"
    assert any("⋮" in line for line in out)


def test_show_of_what_was_encoded_says_how_it_was_read(tmp_path: Path):
    head, body = MAIL.split("\n\n", 1)
    coded = encodebytes(body.encode()).decode()
    path = tmp_path / "bounce.eml"
    path.write_text(f"{head}\nContent-Transfer-Encoding: base64\n\n{coded}", encoding="utf-8")
    out = run("read", "--show", path).out
    assert "decoded or unfolded from: " in out
    assert "5.7.23" in out


def test_show_prints_nothing_raw(tmp_path: Path):
    path = tmp_path / "bounce.eml"
    path.write_text(MAIL.replace("Undelivered", "\x1b[31m\u202eevil"), encoding="utf-8")
    out = run("read", "--show", path).out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_show_of_a_pasted_table_has_blanks_for_tabs_and_marks_the_words(tmp_path: Path):
    path = tmp_path / "bounce.txt"
    path.write_text("Status code:\t550 5.1.1\nError:\t550 5.1.1 no such user bob@fabrikam.example\n", encoding="utf-8")
    out = run("read", "--show", path).out.splitlines()
    row = next(line for line in out if line.endswith("status"))
    above = next(line for line in reversed(out[: out.index(row)]) if "^" not in line)
    assert above[row.index("^") : row.rindex("^") + 1] == "5.1.1"
    assert "Error: 550" in above


def test_several_kinds_are_counted(tmp_path: Path):
    (tmp_path / "1.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "2.eml").write_text("From: a@b.example\nSubject: Lunch\n\nAt noon?\n", encoding="utf-8")
    (tmp_path / "3.eml").write_text("From: a@b.example\nTo: c@d.example\nSubject: Out of office\n\nI am away.\n")
    out = run("read", tmp_path).out.splitlines()
    assert out[-1] == "1 bounce, 1 automatic reply and 1 without a report"
    assert str(tmp_path / "1.eml") in out
    assert any("autoreply" in line for line in out)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_interrupted_it_keeps_what_was_printed(tmp_path: Path, arguments):
    read_end, write_end = os.pipe()
    # Who runs the tests in the background of a script ignores SIGINT, and so would this process.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    ask = [sys.executable, "-c", f"{heard}; from mailmend.cli import main; main()", "read", *arguments, "-"]
    with subprocess.Popen(ask, stdin=read_end, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        os.close(read_end)
        one = f"From x Tue Nov 17 10:41:00 2026\n{MAIL}\n\n".encode()
        os.write(write_end, one * 3 + b" " * 60_000)
        first = [running.stdout.readline() for _ in range(1 if arguments else 3)]
        running.send_signal(signal.SIGINT)
        rest, err = running.communicate(timeout=20)
        os.close(write_end)
    assert b"info@museum.example" in b"".join(first)
    assert (running.returncode, (b"".join(first) + rest)[-1:]) == (130, b"\n")
    assert b"Traceback" not in err
