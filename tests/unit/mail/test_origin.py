from __future__ import annotations

import pytest

from mailmend.mail.origin import Received


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb\nc", [1, 1, 2, 2, 3]),
        (b"a\r\nb", [1, 1, 1, 2]),
        (b"a\rb\rc", [1, 1, 2, 2, 3]),
        (b"\n\r\r\n\n", [1, 2, 3, 3, 4]),
    ],
)
def test_every_byte_stands_on_its_line(data, lines):
    received = Received(data)
    assert [received.line_at(offset) for offset in range(len(data))] == lines


def test_lines_are_right_far_into_a_large_input():
    data = b"12345\r\n" * 100_000
    assert [Received(data).line_at(7 * line) for line in (0, 50_000, 99_999)] == [1, 50_001, 100_000]


def test_a_line_end_may_lie_across_two_blocks():
    data = b"x" * ((1 << 16) - 1) + b"\r\n" + b"y"
    assert Received(data).line_at(len(data) - 1) == 2
