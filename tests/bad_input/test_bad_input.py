"""Hostile and broken input through the real command line: an answer or one clear line, soon, and nothing raw."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# Alone on this class of machine every run takes well under 2 s; what is counted is this process's own work.
_MOST_SECONDS = 2 if os.environ.get("CI") is None else 4
_MOST_KILOBYTES = 300_000
_ESCAPES = "\x1b]0;owned\x07\x1b[31mred\x1b[0m \u202eevil\u2066 \x9b31m".encode()

ONE = (
    b"550 5.7.23 <a@museum.example>: Message rejected due to: SPF fail. Please see "
    b"http://www.openspf.net/Why?s=mfrom;id=mara@tailor.example;ip=203.0.113.10;r=mx\n"
)
DAEMON = b"From: MAILER-DAEMON@x.example\nTo: a@y.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
REPORT = DAEMON + b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
WORLD = "$TTL 300\nmuseum.example. IN MX 10 mx.museum.example.\n"
PLAIN = 'tailor.example. IN TXT "v=spf1 ip4:198.51.100.1 -all"\n'


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    seconds: float
    kilobytes: int


# The kernel counts the memory of whoever started a process to its own; its status does not.
_PROGRAM = """
from pathlib import Path
from mailmend.cli import main
try:
    main()
finally:
    Path("status").write_text(Path("/proc/self/status").read_text())
"""


def mailmend(*arguments: object, folder: Path) -> Ended:
    """The real command line, byte-compiled, in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(_ROOT / "src"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", _PROGRAM, *(str(each) for each in arguments)]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    said = [(folder / name).read_bytes().decode("utf-8", "surrogateescape") for name in ("out", "err")]
    peak = re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text(encoding="utf-8"))
    return Ended(process.returncode, *said, used.ru_utime + used.ru_stime, int(peak[1]) if peak else 0)


def holds(ended: Ended) -> bool:
    """What holds for every run, whatever was given."""
    assert ended.code in range(6)
    assert "Traceback" not in ended.err
    assert not _RAW.search(ended.out)
    assert not _RAW.search(ended.err)
    if ended.code == 2:
        assert len(ended.err.splitlines()) == 1
    assert ended.seconds < _MOST_SECONDS
    assert ended.kilobytes < _MOST_KILOBYTES
    return True


def report(recipients: list[bytes], before: bytes = b"") -> bytes:
    """A delivery report in which every recipient was refused by SPF."""
    groups = (
        b"Final-Recipient: rfc822; " + each + b"\nAction: failed\nStatus: 5.7.23\nRemote-MTA: dns; mx.museum.example\n"
        b"Diagnostic-Code: smtp; " + ONE.replace(b"a@museum.example", each) + b"\n"
        for each in recipients
    )
    return (
        REPORT
        + before
        + b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n"
        + b"".join(groups)
        + b"--b\nContent-Type: message/rfc822\n\nFrom: mara@tailor.example\nMessage-ID: <1@tailor.example>\n\n--b--\n"
    )


def nested(depth: int) -> bytes:
    return DAEMON + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(depth))


def escaped() -> bytes:
    """A report with terminal escapes and direction marks wherever text can stand."""
    return (
        REPORT + b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x" + _ESCAPES + b".example\n\n"
        b"Final-Recipient: rfc822; q" + _ESCAPES + b"@museum.example\nAction: failed\nStatus: 5.7.23\n"
        b"Remote-MTA: dns; mx"
        + _ESCAPES
        + b".museum.example\nDiagnostic-Code: smtp; 550 5.7.23 "
        + _ESCAPES
        + b" SPF fail. http://www.openspf.net/Why?s=mfrom;id=ma"
        + _ESCAPES
        + b"ra@tailor.example;ip=172.18.0.1;r=mx\n\n"
        b'--b\nContent-Type: message/rfc822\n\nFrom: "'
        + _ESCAPES
        + b'" <mara@tailor.example>\nSubject: '
        + _ESCAPES
        + b"\nMessage-ID: <1"
        + _ESCAPES
        + b"@tailor.example>\nReceived: from h"
        + _ESCAPES
        + b" (h [192.0.2.1]) by y\n"
        b"X-Forefront-Antispam-Report: DIR:OUT;SFP:1501;" + _ESCAPES + b"\n\nHi\n--b--\n"
    )


_LINE = b"The quick brown fox got 550 5.7.1 and then some more words of no use.\n"
_SIZE = 50_000_000
# name -> (what makes the bytes, the exit codes that are right)
INPUTS = {
    "empty": (lambda: b"", {2}),
    "white space": (lambda: b" \n\n \t", {2}),
    "a program": (lambda: b"MZ\x90\x00" + b"\x00\x01\x02" * 50_000, {2}),
    "every byte": (lambda: bytes(range(1, 256)) * 1000, {2}),
    "50 MB of text": (lambda: _LINE * (_SIZE // len(_LINE)), {0, 1, 3, 4}),
    "50 MB of one line": (lambda: b"x" * _SIZE, {0}),
    "50 MB of replies in one line": (lambda: ONE.replace(b"\n", b" ") * (_SIZE // len(ONE)), {1, 4}),
    "50 MB of spaces": (lambda: b"a" + b" " * _SIZE + b"b", {0}),
    "50 MB of empty lines": (lambda: b"a" + b"\n" * _SIZE + b"b", {0}),
    "angle brackets": (lambda: b"<" * 20_000_000, {0}),
    "at signs": (lambda: b"a@" * 10_000_000, {0}),
    "quote marks": (lambda: b"> " * 10_000_000, {0}),
    "three million fields": (lambda: b"X-A: b\n" * 3_000_000 + b"\nbody", {0}),
    "a field of 20 MB": (lambda: b"From: " + b"a" * 20_000_000 + b"\n\nbody", {0}),
    "a report cut short": (lambda: report([b"q@museum.example"])[:420], {1, 4}),
    "5,000 nested multiparts": (
        lambda: nested(5000) + b"Content-Type: text/plain\n\n550 5.1.1 user unknown\n",
        {0, 1, 4},
    ),
    "5,000 nested messages": (
        lambda: DAEMON + b"Content-Type: message/rfc822\n\n" * 5000 + b"Subject: x\n\nhi",
        {0, 4},
    ),
    "300,000 parts": (
        lambda: (
            DAEMON
            + b'Content-Type: multipart/mixed; boundary="b"\n\n'
            + b"--b\nContent-Type: text/plain\n\nx\n" * 300_000
        ),
        {0, 4},
    ),
    "20 MB of quoted-printable": (
        lambda: DAEMON + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=3D" * 7_000_000,
        {0, 4},
    ),
    "open tags": (lambda: DAEMON + b"Content-Type: text/html\n\n" + b"<div>" * 4_000_000, {0, 4}),
    "bare carriage returns": (
        lambda: (DAEMON + b"\n<a@b.example>: 550 5.1.1 User unknown\n").replace(b"\n", b"\r"),
        {1},
    ),
    "a thousand recipients": (lambda: report([b"u%d@museum.example" % i for i in range(1000)]), {1}),
    "a thousand recipients after 20 MB": (
        lambda: report(
            [b"u%d@museum.example" % i for i in range(1000)],
            b"Content-Type: text/plain\n\n" + b"hi\n" * 6_000_000 + b"--b\n",
        ),
        {1},
    ),
    "terminal escapes in a report": (escaped, {3}),
    "terminal escapes in a reply": (lambda: ONE.replace(b"SPF", _ESCAPES + b" SPF"), {1}),
    **{
        f"the charset {name}": (
            lambda name=name: (
                DAEMON
                + b"Content-Type: text/plain; charset="
                + name.encode()
                + b"\n\n\xff\xfe\x80 +AGE- xn--a " * 200
                + b"550 5.1.1 <a@b.example> user unknown\n"
            ),
            {0, 1, 4},
        )
        for name in ("utf-99", "utf-7", "utf-16", "idna", "punycode", "rot13", "unicode_escape", "undefined", "base64")
    },
}


@pytest.mark.parametrize(("make", "codes"), INPUTS.values(), ids=INPUTS)
def test_whatever_is_given_there_is_an_answer(make: Callable[[], bytes], codes: set[int], tmp_path: Path):
    (tmp_path / "given.eml").write_bytes(make())
    (tmp_path / "world.zone").write_text(WORLD + PLAIN, encoding="utf-8")
    ended = mailmend("diagnose", "--dns", "zone:world.zone", "given.eml", folder=tmp_path)
    assert holds(ended)
    assert ended.code in codes


def strings(text: str) -> str:
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))


def record(text: str) -> str:
    return f"tailor.example. IN TXT {strings(text)}\n"


_ESCAPED_RECORD = r"""
tailor.example. IN TXT "v=spf1 include:\027[31m\155\226\128\174x.example \027]0;x\007 -all"
tailor.example. IN TXT "\027[2Jtoken \226\128\174\010newline"
10.113.0.203.in-addr.arpa. IN PTR evil\027[31m.example.
"""
_ESCAPED_NEIGHBOURS = r"""
tailor.example. IN TXT "v=spf1 ip4:192.0.2.4 exp=e.example -all"
tailor.example. IN TXT "\027[2Jtoken \226\128\174\010newline"
e.example. IN TXT "\027[31mgo away \226\128\174"
tailor.example. IN MX 10 mail.tailor.example.
mail.tailor.example. IN A 203.0.113.10
"""
# What somebody can publish. name -> (the rest of the world file, the exit codes that are right)
WORLDS = {
    "60,000 characters of addresses": (
        record("v=spf1 " + " ".join(f"ip4:10.{i >> 16}.{i >> 8 & 255}.{i & 255}" for i in range(4200))[:59_990]),
        {1},
    ),
    "60,000 characters of one term": (record("v=spf1 " + "x" * 60_000), {1}),
    "60,000 characters of macros": (record("v=spf1 " + "exists:%{ir}.%{l1r+-}.x.example " * 1800), {1}),
    "4,000 names": (record("v=spf1 " + " ".join(f"a:h{i}.example" for i in range(4000))), {1}),
    "3,000 includes": (record("v=spf1 " + "include:a.example " * 3000) + 'a.example. IN TXT "v=spf1 -all"\n', {1}),
    "3,000 records": ("".join(record(f"v=spf1 ip4:10.0.{i >> 8}.{i & 255} -all") for i in range(3000)), {1}),
    "3,000 mail servers": (
        record("v=spf1 mx -all")
        + "".join(f"tailor.example. IN MX {i % 99} mx{i}.tailor.example.\n" for i in range(3000)),
        {1},
    ),
    "3,000 name servers": (
        record("v=spf1 ip4:203.0.113.10 -all")
        + "".join(f"tailor.example. IN NS ns{i}.example.\n" for i in range(3000)),
        {0},
    ),
    "3,000 reverse names": (
        record("v=spf1 ptr -all")
        + "".join(f"10.113.0.203.in-addr.arpa. IN PTR p{i}.tailor.example.\n" for i in range(3000)),
        {1},
    ),
    "a loop of aliases": ("tailor.example. IN CNAME b.example.\nb.example. IN CNAME tailor.example.\n", {3}),
    "a loop of includes": (
        record("v=spf1 include:b.example -all") + 'b.example. IN TXT "v=spf1 include:tailor.example -all"\n',
        {1},
    ),
    "an include of itself": (record("v=spf1 include:tailor.example redirect=tailor.example"), {1}),
    "includes ten to the power of twelve": (
        record("v=spf1 include:t0.example -all")
        + "".join(f't{d}.example. IN TXT "v=spf1 {f"include:t{d + 1}.example " * 10}-all"\n' for d in range(12)),
        {1},
    ),
    "escapes in the record": (_ESCAPED_RECORD, {1}),
    "escapes beside the record": (_ESCAPED_NEIGHBOURS, {1}),
    "another file": ("$INCLUDE /etc/passwd\n", {2}),
    "generated records": ("$GENERATE 1-1000000 h$ A 10.0.0.$\n", {2}),
    "garbage": ("!!! ??? \x1b[31m\n", {2}),
    "a million lines": ("h.example. IN A 192.0.2.1\n" * 1_000_000, {2}),
}


@pytest.mark.parametrize(("text", "codes"), WORLDS.values(), ids=WORLDS)
def test_whatever_is_published_there_is_an_answer(text: str, codes: set[int], tmp_path: Path):
    (tmp_path / "one.txt").write_bytes(ONE)
    (tmp_path / "world.zone").write_text(WORLD + text, encoding="utf-8")
    ended = mailmend("diagnose", "--dns", "zone:world.zone", "one.txt", folder=tmp_path)
    assert holds(ended)
    assert ended.code in codes
    assert len(ended.out) < 200_000


@pytest.mark.parametrize("options", [("--json",), ("--letter",), ("--json", "--save-case", "case")])
def test_no_output_carries_what_a_terminal_obeys(options: tuple[str, ...], tmp_path: Path):
    (tmp_path / "given.eml").write_bytes(escaped())
    (tmp_path / "world.zone").write_text(WORLD + _ESCAPED_NEIGHBOURS, encoding="utf-8")
    ended = mailmend("diagnose", "--dns", "zone:world.zone", *options, "given.eml", folder=tmp_path)
    assert holds(ended)
    assert ended.code == 3
    if "--json" in options:
        assert "\x1b" in json.loads(ended.out)["bounce"]["attempts"][0]["text"]


def test_a_file_name_is_data_too(tmp_path: Path):
    name = "evil\x1b[31m\n\u202ename.txt"
    (tmp_path / name).write_bytes(ONE)
    (tmp_path / "world.zone").write_text(WORLD + PLAIN, encoding="utf-8")
    for words in (("read",), ("read", "--json"), ("diagnose", "--dns", "zone:world.zone")):
        assert holds(mailmend(*words, name, folder=tmp_path))
    assert mailmend("read", "not there\x1b[31m", folder=tmp_path).err.count("\n") == 1
    assert holds(mailmend("read", "not there\x1b[31m", folder=tmp_path))


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, data in (("a.txt", ONE), ("b.txt", b""), ("c.txt", ONE)):
        (folder / name).write_bytes(data)
    ended = mailmend("read", "--json", "inbox", folder=tmp_path)
    assert holds(ended)
    assert ended.code == 2
    assert len(ended.out.splitlines()) == 2
    assert "b.txt" in ended.err
