"""``python -m bench.worst``: 25 MB of the worst that a mail can be, each read wholly; seconds and memory of each.

Every case is built to be slow for somebody: nesting, counting, folding, decoding, backtracking. ``--size`` makes them
smaller, ``--only`` takes those whose name holds a word.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import resource
import time
from collections.abc import Callable

from mailmend.client import read

SIZE = 25_000_000
DAEMON = (
    b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: a@y.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
)
_MIXED = DAEMON + b'Content-Type: multipart/mixed; boundary="b"\n\n'
_REPORT = DAEMON + b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n'
_HTML = DAEMON + b"Content-Type: text/html\n\n"

Maker = Callable[[int], bytes]


def filled(head: bytes, piece: bytes, tail: bytes = b"") -> Maker:
    """``head``, then ``piece`` as often as it fits, then ``tail``."""
    return lambda size: head + piece * max((size - len(head) - len(tail)) // len(piece), 1) + tail


def numbered(head: bytes, piece: str, tail: bytes = b"") -> Maker:
    """The same, with a number (``%d``) in each piece."""

    def made(size: int) -> bytes:
        count = size // len(piece % 1_000_000)
        return head + "".join(piece % number for number in range(count)).encode() + tail

    return made


def _growing_boundaries(size: int) -> bytes:
    """Each level's boundary is the beginning of the next one's, so that every line looks like all of them."""
    level = b'--b%s\nContent-Type: multipart/mixed; boundary="b%s"\n\n'
    levels = b"".join(level % (b"x" * n, b"x" * (n + 1)) for n in range(20))
    return filled(DAEMON + b'Content-Type: multipart/mixed; boundary="b"\n\n' + levels, b"--bxxxx\n")(size)


def _encoded_html(size: int) -> bytes:
    """An HTML bomb inside base64 inside an encoded message."""
    inner = filled(b"Content-Type: text/html\n\n", b"<td><b>&lt;")(size // 2)
    return DAEMON + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)


CASES: dict[str, Maker] = {
    "one line": filled(DAEMON + b"\n", b"x"),
    "one line of text without a header": filled(b"", b"550 5.7.1 x "),
    "nested multiparts": numbered(
        DAEMON + b'Content-Type: multipart/mixed; boundary="b"\n\n',
        '--b%d\nContent-Type: multipart/mixed; boundary="b"\n\n',
    ),
    "nested multiparts, growing boundaries": _growing_boundaries,
    "nested messages": filled(DAEMON, b"Content-Type: message/rfc822\n\n"),
    "messages in multiparts": filled(_MIXED, b"--b\nContent-Type: message/rfc822\n\nSubject: x\n\n"),
    "parts": filled(_MIXED, b"--b\n\nx\n"),
    "boundary lines": filled(_MIXED, b"--b\n"),
    "almost boundary lines": filled(_MIXED, b"--bx\n"),
    "boundary lines with blanks": filled(_MIXED + b"--b", b" \t" * 500 + b"x\n--b"),
    "fields": numbered(DAEMON, "X-%d: y\n"),
    "fields of one name": filled(DAEMON, b"Received: from x ([192.0.2.1]) by y; Mon, 5 Jan 2026 10:00:00 +0000\n"),
    "a folded field": filled(DAEMON + b"X-Long:", b" a\n"),
    "a subject of encoded words": filled(DAEMON[:-1] + b"\nSubject:", b" =?utf-8?q?=C3=A9?=\n"),
    "encoded words cut open": filled(DAEMON + b"Subject: ", b"=?utf-8?q?"),
    "comments in a field": filled(DAEMON + b"To: ", b"("),
    "comments in comments": filled(DAEMON + b"To: ", b"(a(b)"),
    "quotes in an address": filled(DAEMON + b"Reply-To: ", b'"\\'),
    "addresses in a field": filled(DAEMON + b"X-Failed-Recipients: ", b"a@b.example, "),
    "parameters": numbered(DAEMON + b"Content-Type: text/plain", "; p*%d*=%%41"),
    "quoted-printable": filled(DAEMON + b"Content-Transfer-Encoding: quoted-printable\n\n", b"=3D=\n"),
    "trailing blanks in quoted-printable": filled(
        DAEMON + b"Content-Transfer-Encoding: quoted-printable\n\n", b" " * 5000 + b"x\n"
    ),
    "base64 of one line": filled(DAEMON + b"Content-Transfer-Encoding: base64\n\n", b"NTUwIDUuMS4x"),
    "uuencode": filled(DAEMON + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n", b"M" + b"a" * 60 + b"\n"),
    "tags": filled(_HTML, b"<div>"),
    "open tags": filled(_HTML, b"<"),
    "open comments": filled(_HTML, b"<!--"),
    "open scripts": filled(_HTML, b"<script>"),
    "entities": filled(_HTML, b"&amp;&#x1F600;&notit;"),
    "cells": filled(_HTML, b"<td>\n<p> "),
    "HTML in base64 in a message": _encoded_html,
    "recipients in a report": numbered(
        _REPORT + b"Reporting-MTA: dns; x.example\n\n",
        "Final-Recipient: rfc822; u%d@b.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n",
    ),
    "recipients without blank lines": numbered(_REPORT, "Final-Recipient: rfc822; u%d@b.example\n"),
    "fields of a recipient": numbered(_REPORT + b"Final-Recipient: rfc822; u@b.example\n", "X-%d: y\n"),
    "recipients in words": numbered(DAEMON + b"\n", "<u%d@b.example>: 550 5.1.1 User unknown\n"),
    "one recipient in words": filled(DAEMON + b"\n", b"<u@b.example>: 550 5.1.1 User unknown\n"),
    "replies": filled(b"", b"550 5.1.1 <a@b.example> User unknown\n"),
    "continued replies": filled(b"", b"550-5.1.1 User unknown\n"),
    "arrows": filled(b"550 5.7.1 x", b" -> 550 5.7.1 x"),
    "quote marks": filled(DAEMON + b"\n", b"> > > > > > x\n"),
    "labels": filled(DAEMON + b"\n", b"label: host.example.com\na@b.example\n"),
    "link queries": filled(DAEMON + b"\n<a@b.example>: 550 SPF http://x/?", b"id=a;ip=1;"),
    "hosts that said": filled(DAEMON + b"\n", b"host x[192.0.2.1] said: "),
    "addresses in brackets": filled(DAEMON + b"\n<a@b.example>: 550 5.7.1 ", b"[192.0.2.1] "),
    "log lines of Postfix": filled(
        b"", b"x postfix/smtp[1]: 4B1F0F5E: to=<a@b.example>, relay=x, dsn=5.1.1, status=bounced (no)\n"
    ),
    "log lines of Exim": filled(b"", b"1rXXXX-0001AB-CD ** a@b.example R=x T=y: 550 no\n"),
    "message traces": filled(b"", b"{LED=550 5.7.23 no};{FQDN=mx};{IP=192.0.2.1} "),
    "an mbox": filled(b"", b"From a@b.example Mon Jan  5 10:00:00 2026\nSubject: x\n\n" + b"hi\n" * 20_000 + b"\n"),
    "colons": filled(DAEMON + b"\n", b"a:\n"),
    "blank lines": filled(DAEMON + b"\n", b"\n"),
    "carriage returns": filled(DAEMON + b"\n", b"\r"),
    "UTF-16": lambda size: b"\xff\xfe" + ("550 5.1.1 <a@b.example> é\n" * (size // 52)).encode("utf-16-le"),
    "ISO-2022-JP": filled(DAEMON + b"Content-Type: text/plain; charset=iso-2022-jp\n\n", b"\x1b$B%[\x1b(B"),
    "UTF-7": filled(DAEMON + b"Content-Type: text/plain; charset=utf-7\n\n", b"+AGE-"),
    "zeros": filled(DAEMON + b"\n", b"\x00"),
}  # fmt: skip


def seconds(data: bytes) -> float:
    """The CPU time to read all of ``data``."""
    started = time.process_time()
    for notification in read(data):
        for attempt in notification.attempts:
            assert attempt.category
    return time.process_time() - started


def _measured(name: str, size: int) -> tuple[float, int]:
    data = CASES[name](size)[:size]
    taken = seconds(data)
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print one line for each case, each in a process of its own; exit code 1 where one takes more than ``--most``."""
    options = argparse.ArgumentParser(prog="bench.worst", description=__doc__)
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--only", default="")
    options.add_argument("--most", type=float, default=5.0, help="seconds that no case may exceed")
    chosen = options.parse_args()
    slow = []
    seconds(b"550 5.1.1 warm up\n")
    for name in (name for name in CASES if chosen.only in name):
        with multiprocessing.get_context("fork").Pool(1) as pool:
            taken, memory = pool.apply(_measured, (name, chosen.size))
        print(f"{taken:7.2f} s {memory:6} MB  {name}", flush=True)
        slow += [name] if taken > chosen.most else []
    print(f"{len(slow)} of {len(CASES)} take more than {chosen.most} s for {chosen.size:,} bytes: {slow}")
    raise SystemExit(1 if slow else 0)


if __name__ == "__main__":
    main()
