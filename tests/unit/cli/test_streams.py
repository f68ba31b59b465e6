"""What stands around the command line: closed and full streams, readers that go away, other character sets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import run

CASE = Path(__file__).parents[2] / "cases" / "01-own-mx-not-listed"
PROGRAM = (sys.executable, "-m", "mailmend")


def called(*arguments: object, **how: object) -> subprocess.CompletedProcess[bytes]:
    # Its own streams decide, not what the caller of the tests has set for Python.
    environment = {**os.environ, "PYTHONIOENCODING": str(how.pop("encoding", "utf-8")), "LC_ALL": "C"}
    call = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(call, env=environment, stderr=subprocess.PIPE, check=False, timeout=60, **how)


def test_a_reader_that_goes_away_is_no_cause(tmp_path: Path):
    bounce = tmp_path / "many.log"
    line = "550 5.7.23 <a@museum.example>: SPF fail - not authorized s=mfrom;id=m@tailor.example;ip=203.0.113.10\n"
    bounce.write_text(line * 400, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    done = called("read", bounce, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_full_disk_is_said_in_one_line():
    with Path("/dev/full").open("wb") as full:
        done = called("diagnose", CASE, stdout=full)
    assert (done.returncode, done.stderr.decode()) == (2, "mailmend: output: No space left on device\n")


def test_closed_streams_are_no_fault():
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m mailmend diagnose '{CASE}' <&- >&- 2>&-"], check=False, timeout=60
    )
    assert done.returncode == 1


def test_another_character_set_takes_what_it_has_and_json_stays_utf_8():
    done = called("diagnose", CASE, encoding="iso-8859-2", stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "?? bounce.eml:42" in done.stdout.decode("iso-8859-2")
    done = called("diagnose", CASE, "--json", "--lang", "ro", encoding="iso-8859-2", stdout=subprocess.PIPE)
    assert "înregistrarea" in json.loads(done.stdout.decode("utf-8"))["answer"]["happened"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diagnose", CASE / "bounce.eml", "--save-case", "/dev/null/x", "--dns", "127.0.0.1:9"), "/dev/null/x: "),
        (("fix", "--undo", "nope"), "nope is neither a file nor the id of a receipt in "),
        (("serve", "--host", "192.0.2.1", "--port", "0"), "cannot listen at 192.0.2.1, port 0: "),
        (("spf", "two words"), "'two words' is not a domain name"),
        (("check", "--file", "/dev/null"), "/dev/null: no domain in it"),
        (("verify", "/dev/null"), "/dev/null: empty"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[object, ...], said: str):
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.err.startswith(f"mailmend: {said}")
    assert len(ran.err.splitlines()) == 1


def test_verify_says_what_it_lacks(tmp_path: Path):
    (tmp_path / "note.txt").write_text("See you at noon.\n", encoding="utf-8")
    (tmp_path / "world.zone").write_text("", encoding="utf-8")
    ran = run("verify", tmp_path / "note.txt", "--dns", f"zone:{tmp_path / 'world.zone'}")
    assert ran.code == 4
    assert "name the sender with --sender" in ran.err
