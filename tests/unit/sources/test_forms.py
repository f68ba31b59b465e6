from __future__ import annotations

import pytest

import mailmend
from mailmend.sources.forms import sources

FIRST = b"From anna@contoso.com Tue Oct 14 08:12:11 2025\nFrom: a\nSubject: x\n\nFrom the start\nFrom here on\n\n"
SECOND = b"From MAILER-DAEMON  Sat Oct  4 08:00:09 2025\nReturn-Path: <>\n\ny\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_an_mbox_is_many_messages(end):
    data = (FIRST + SECOND).replace(b"\n", end)
    found = list(sources("inbox", data))
    assert [source.index for source in found] == [0, 1]
    assert b"".join(source.data for source in found) == data
    assert found[1].data.startswith(b"From MAILER-DAEMON")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x", b""),
        ("x", b"550 no"),
        ("x", b"From: a\n\nb\n\n" + SECOND),
        ("x", b"From the start\n\nnothing"),
        ("bounce.EML", FIRST + SECOND),
    ],
)
def test_all_else_is_one(name, data):
    (source,) = sources(name, data)
    assert (source.name, source.data, source.index) == (name, data, 0)


LINE = b"Nov 23 10:14:00 mail postfix/smtpd[9]: connect from unknown[203.0.113.7]\n"
REFUSED = LINE.replace(b"connect from", b"NOQUEUE: reject: RCPT from").strip() + b": 550 5.7.23 SPF fail\n"


def test_a_long_log_is_read_in_pieces_that_end_with_a_line():
    data = LINE * 20_000 + REFUSED + LINE * 20_000 + REFUSED
    found = list(sources("mail.log", data))
    assert b"".join(source.data for source in found) == data
    assert all(source.data.endswith(b"\n") and len(source.data) <= 900_000 for source in found)
    assert [source.line for source in found][1] == found[0].data.count(b"\n") + 1
    lines = [each.attempt.quote("text").line for source in found for each in mailmend.read(source) if each.attempts]
    assert lines == [20_001, 40_002]


def test_a_long_list_of_events_is_cut_between_events():
    event = b'{"email": "bob@fabrikam.example", "event": "bounce", "sg_event_id": "x", "reason": "550 5.7.23 SPF"}\n'
    data = event * 12_000
    found = [each for source in sources("events.ndjson", data) for each in mailmend.read(source)]
    assert len(found) == 12_000
    assert found[-1].attempt.quote("recipient").line == 12_000
    array = b"[" + event.strip() + (b"," + event.strip()) * 9_999 + b"]"
    assert len(list(mailmend.read(array))) == 10_000


def test_a_long_text_that_is_no_log_is_one():
    (found,) = sources("x", b"550 5.7.23 SPF fail " * 100_000)
    assert len(found.data) == 2_000_000


def test_rich_text_is_read_as_its_words():
    rich = rb"{\rtf1\ansi{\fonttbl{\f0 Calibri;}}Error:\tab 550 5.1.1 no such user\par To: bob@fabrikam.example\par}"
    (found,) = sources("saved.rtf", rich)
    assert found.data == b"Error:\t550 5.1.1 no such user\nTo: bob@fabrikam.example\n"
