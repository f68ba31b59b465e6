from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailmend.render.clean import one_line, readable, visible

UNSAFE = (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F))


def test_everything_that_a_terminal_obeys_is_spelled_out():
    for code in (*UNSAFE, *range(0x2060, 0x206A), 0xFEFF, 0xD800, 0xDFFF):
        assert visible(chr(code)) == (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def test_what_a_person_reads_stays():
    text = "Grüße, 日本語 – “quoted” … ok 🙂"
    assert visible(text) == text


def test_line_ends_stay_where_they_are_wanted():
    assert visible("a\nb\x1b", keep="\n") == "a\nb\\x1b"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_one_line_is_one_line(text: str, most: int):
    line = one_line(text, most)
    assert len(line) <= most
    assert line == visible(line)
    assert len(line.splitlines()) <= 1


@given(st.binary())
def test_dns_text_is_read_as_utf_8_where_it_is_that(data: bytes):
    shown = readable(data.decode("latin-1"))
    assert shown.encode("utf-8") == data or shown == data.decode("latin-1")
