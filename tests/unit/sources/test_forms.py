from __future__ import annotations

import pytest

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
