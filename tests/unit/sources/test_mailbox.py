from __future__ import annotations

import io
import tracemalloc

import pytest

from mailmend.sources.mailbox import is_mbox, messages

START = b"From MAILER-DAEMON Sat Oct  4 08:00:09 2025\n"
MESSAGE = START + b"Return-Path: <>\nSubject: x\n\nHello\nFrom here on\n>From there\n\n"
# An unquoted line that looks exactly like the start of a message: only Content-Length tells (mboxcl2).
TRAP = b"\n" + START + b"Received: from x\n\nnot a message\n"


class Drops:
    """A stream that gives a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, drop: int) -> None:
        self.data, self.drop = io.BytesIO(data), drop

    def read(self, size: int = -1, /) -> bytes:
        return self.data.read(min(size, self.drop) if size >= 0 else self.drop)


def split(data: bytes, most: int = 1_000_000, drop: int = 1 << 20):
    return list(messages(b"", Drops(data, drop), most))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("drop", [1 << 20, 4_096, 7])
def test_every_byte_comes_once_and_every_message_knows_its_line(end, drop):
    data = (MESSAGE * 5).replace(b"\n", end)
    found = split(data, drop=drop)
    assert b"".join(each.data for each in found) == data
    assert [each.line for each in found] == [1, 9, 17, 25, 33]


def test_a_line_from_inside_a_message_starts_nothing():
    (found,) = split(MESSAGE)
    assert b"From here on\n>From there" in found.data


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_length_that_is_true_is_believed(end):
    body = (b"Hello\n" + TRAP).replace(b"\n", end)
    head = (START + b"From: a@b.example\nContent-Length: %d\n\n" % len(body)).replace(b"\n", end)
    one = head + body + end
    found = split(one * 3)
    assert [each.data for each in found] == [one] * 3


@pytest.mark.parametrize("length", [b"1", b"99999999", b"999999999999", b"-1", b"x", b""])
def test_a_length_that_is_wrong_is_not(length):
    one = START + b"From: a@b.example\nContent-Length: " + length + b"\n\nHello\n\n"
    assert [each.data for each in split(one * 3)] == [one] * 3


def test_a_message_larger_than_is_read_is_cut_and_the_next_one_found():
    large = START + b"Subject: large\n\n" + b"x" * 70 + b"\n" * 2 + b"y" * 3_000_000 + b"\n\n"
    first, second = split(large + MESSAGE, most=1_000_000)
    assert (first.cut, len(first.data), second.cut, second.data) == (True, 1_000_000, False, MESSAGE)
    assert second.line == large.count(b"\n") + 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_lines_are_counted_across_every_edge_of_what_is_read_at_once(end):
    for size in range((1 << 18) - 6, (1 << 18) + 2_100, 211):
        large = (START + b"Subject: x\n\n" + b"ab\n" * (size // 3) + b"\n").replace(b"\n", end)
        _, second = split(large + MESSAGE, drop=1 << 18)
        assert second.line == large.count(b"\n") + 1


def test_memory_does_not_grow_with_the_file():
    class Endless:
        left = 20

        def read(self, _size: int = -1, /) -> bytes:
            self.left -= 1
            return MESSAGE * 2_000 if self.left >= 0 else b""

    tracemalloc.start()
    count = sum(1 for _ in messages(b"", Endless(), 1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 40_000
    assert peak < 3_000_000


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (MESSAGE, True),
        (b"From a@b.example  Tue Oct 14 08:12:11 2025 +0200\nX: y\n", True),
        (b"From: a@b.example\n", False),
        (b"From the start\n\n", False),
        (b"From a Tue Oct 14 08:12:11 2025\nno field\n", False),
        (b"", False),
    ],
)
def test_what_a_mailbox_starts_with(head, expected):
    assert is_mbox(head) is expected
