"""Whatever is read: an answer, no exception, and only what stands in the input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend import dialects
from mailmend.model import Source
from tests.unit.dialects.bounces import EXCHANGE, POSTFIX

WORDS = st.sampled_from(
    [
        b"\n",
        b"\r\n",
        b"\r",
        b" ",
        b"\t",
        b"> ",
        b"550 5.7.1 ",
        b"550-",
        b"421",
        b"5.7.23",
        b" -> ",
        b"a@b.example",
        b"<",
        b">",
        b"From: ",
        b"Return-Path: <>\n",
        b"Subject: Undeliverable\n",
        b"Final-Recipient: rfc822;",
        b"Action: failed\n",
        b"Diagnostic-Code: smtp;",
        b"Content-Type: multipart/report; boundary=b\n",
        b"\n--b\n",
        b"--b--",
        b"host x[192.0.2.1] said: ",
        b"Remote Server returned '",
        b"Status code: 550 5.7.23\n",
        b"[203.0.113.7]",
        b"=?utf-8?q?",
        b"?=",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Type: message/delivery-status\n\n",
        b"status=bounced (",
        b"{LED=550 no}",
        b"\x1b[31m",
        b"\xff",
        b"\x00",
        "é→".encode(),
    ]
)
MIXED = st.lists(st.one_of(WORDS, st.binary(max_size=8)), max_size=40).map(b"".join)


def read(data):
    return list(dialects.read(Source(name="x", data=data)))


def check(data):
    """Read ``data`` and see that no code is in the answer that is not in the input, and that quotes are lines of it."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for notification in read(data):
        for attempt in notification.attempts:
            for code in (attempt.reply, attempt.status):
                assert code is None or code.encode() in data or b"base64" in data or b"=" in data
            for _, quote in attempt.quotes:
                assert 1 <= quote.line <= lines
                assert 0 <= quote.start <= quote.end <= len(quote.text) <= 400


@given(st.binary(max_size=400))
def test_any_bytes(data):
    assert len(read(data)) >= 1


@given(MIXED)
def test_pieces_of_bounces_in_any_order(data):
    check(data)


@given(st.sampled_from([EXCHANGE, POSTFIX]), st.data())
def test_a_bounce_with_a_piece_replaced(text, data):
    raw = text.encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(start + 60, len(raw))))
    check(raw[:start] + data.draw(MIXED) + raw[end:])


@pytest.mark.parametrize("text", [EXCHANGE, POSTFIX], ids=["exchange", "postfix"])
def test_every_beginning_of_a_bounce(text):
    raw = text.encode()
    for end in range(len(raw)):
        check(raw[:end])


HEADER = b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undeliverable\n\n"
REPEATED = [
    b"550 ",
    b"550-5.7.1 ",
    b"550 5.7.1 x -> ",
    b"a@b.example\n",
    b"<a@b.example>: host x[192.0.2.1] said: ",
    b"=?utf-8?q?",
    b"\n--b",
    b"From: x\n",
    b">",
    b"(",
    b'"',
    b"http://a?ip=",
    b"1.",
    b":",
    b"\n",
    b"\r",
    b" ",
    b"Final-Recipient: rfc822;a@b.example\n\n",
    b"** a@b.example R=x ",
    b"H=x [192.0.2.1] F=<a@b.example> ",
    b"{LED=550 x};",
    b"to=<a@b.example>, relay=x, ",
    b"'550 5.7.1 x",
    b"Status code: 550 5.7.23\n",
    b"label: host.example.com\na@b.example\n",
    b"<mailto:a@b.example>",
    b"name (a@b.example)\n",
    b"\x00",
]


@pytest.mark.parametrize("header", [b"", HEADER, b"Content-Type: text/html\n" + HEADER], ids=["text", "mail", "html"])
def test_repetition_takes_no_long_time(header):
    for token in REPEATED:
        started = time.perf_counter()
        read(header + token * (200_000 // len(token)))
        assert time.perf_counter() - started < 2, token
