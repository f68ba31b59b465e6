from __future__ import annotations

import base64
import binascii
import re

import pytest

from mailmend.mail import parse, plain, without_line_starts

WORDS = (
    "first line é\nsecond line with the address 192.0.2.1 in it, and more words until it is long enough to fold\nlast\n"
)


def message(encoding, body, content_type="text/plain; charset=utf-8"):
    return parse(f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + body)


def quoted(part, words):
    text = part.text()
    at = text.value.index(words)
    return text.quote(at, at + len(words))


def uuencoded(data):
    lines = [binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45)]
    return b"begin 644 x\n" + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("8bit", WORDS.encode()),
        ("base64", base64.encodebytes(WORDS.encode())),
        ("quoted-printable", binascii.b2a_qp(WORDS.encode())),
        ("x-uuencode", uuencoded(WORDS.encode())),
        ("no-such-encoding", WORDS.encode()),
    ],
)
def test_transfer_encodings_are_undone(encoding, body):
    assert message(encoding, body).text().value == WORDS


def test_a_quote_is_the_decoded_line_and_marks_the_words():
    quote = quoted(message("8bit", WORDS.encode()), "192.0.2.1")
    assert quote.line == 5
    assert quote.text == WORDS.split("\n")[1]
    assert quote.text[quote.start : quote.end] == "192.0.2.1"


def test_a_quote_leads_to_the_line_of_base64_that_holds_the_words():
    encoded = base64.b64encode(("x" * 600 + "\nneedle\n").encode())
    body = b"\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76))
    line = quoted(message("base64", body), "needle").line
    first, last = body.split(b"\n")[line - 4], body.split(b"\n")[: line - 4]
    assert b"needl" in base64.b64decode(b"".join([*last, first]) + b"==")
    assert b"n" not in base64.b64decode(b"".join(last))[600:]


def test_a_quote_leads_to_the_line_of_quoted_printable_after_soft_breaks():
    assert quoted(message("quoted-printable", b"one=\ntwo=\nneedle=\nfour\nfive"), "needle").line == 6


def test_a_quote_leads_through_utf_8_and_other_charsets():
    body = "ééé needle\n".encode("utf-16-le")
    assert quoted(message("8bit", "é\né needle\n".encode()), "needle").line == 5
    assert quoted(message("8bit", body, "text/plain; charset=utf-16-le"), "needle").line == 4


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_become_lf(end):
    text = message("8bit", f"a{end}b{end}c".encode()).text()
    assert text.value == "a\nb\nc"
    assert text.quote(4, 5).line == 6


@pytest.mark.parametrize(
    ("charset", "body", "value"),
    [
        ("iso-8859-1", b"caf\xe9 \x93x\x94", "café “x”"),  # what calls itself Latin 1 is windows-1252
        ("us-ascii", "café".encode(), "café"),
        ("no-such-charset", "café".encode(), "café"),
        ("utf-8", b"caf\xe9", "café"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("gb2312", "中文".encode("gb18030"), "中文"),
        ("base64", b"abc", "abc"),  # a codec, but not one from bytes to text
        ("utf-8\x00", b"abc", "abc"),
    ],
)
def test_charsets(charset, body, value):
    assert message("8bit", body, f'text/plain; charset="{charset}"').text().value == value


def test_broken_base64_gives_what_can_be_read():
    assert message("base64", b"aGVsbG8gd29ybGQ").text().value == "hello world"
    assert message("base64", b"aGVs!!bG8=\nfooter of a list").text().value == "hello"


def test_html_is_read_as_text_and_leads_back_to_its_lines():
    part = message("8bit", b"<html>\n<p>one</p>\n<p>two &amp;\nthree</p></html>", "text/html")
    assert part.text().value.split() == ["one", "two", "&", "three"]
    assert quoted(part, "three").line == 7


def test_long_lines_are_cut_around_the_words():
    quote = quoted(message("8bit", b"x" * 5_000 + b"needle" + b"y" * 5_000), "needle")
    assert len(quote.text) <= 400
    assert quote.text[quote.start : quote.end] == "needle"


def test_text_without_a_header_knows_its_lines_too():
    text = plain(b"\xef\xbb\xbfone\r\ntwo")
    assert text.value == "one\ntwo"
    assert text.quote(4, 7).line == 2
    assert plain("né".encode("utf-16")).value == "né"


def test_line_starts_can_be_left_out():
    text = without_line_starts(plain(b"> one\n> two\nthree"), re.compile("> "))
    assert text.value == "one\ntwo\nthree"
    assert [text.quote(at, at).line for at in (0, 4, 8)] == [1, 2, 3]
    assert text.part(4, 7).quote(0, 3).line == 2
