from __future__ import annotations

import random

import pytest

from mailmend.sources.outlook_rtf import decompressed, text_of

# [MS-OXRTFCP] §4.1: the examples of the specification.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
)
SELF = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


HTML = (
    r"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 550 5.7.23 no\htmlrtf\par}\htmlrtf0"
    r"{\*\htmltag72 </p>}{\*\htmltag4 <br>}next}"
)


def plain(rtf: str) -> bytes:
    return bytes(8) + b"MELA" + bytes(4) + rtf.encode("latin-1")


def test_the_examples_of_the_specification():
    assert decompressed(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(SELF) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert text_of(HELLO).strip() == "hello world"


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1\ansi one\par two\line three\tab four}", "one\ntwo\nthree\tfour"),
        (r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator x;}seen}", "seen"),
        (r"{\rtf1\ansi\ansicpg1252 caf\'e9 \{5.7.23\}}", "café {5.7.23}"),
        (r"{\rtf1\ansi\ansicpg1251 \'ce\'f2\'ea\'e0\'e7}", "Отказ"),
        (r"{\rtf1\ansi \u1054?\u1090?kaz}", "Отkaz"),
        (HTML, "\n550 5.7.23 no\n\nnext"),
    ],
)
def test_what_a_reader_sees(rtf, text):
    assert text_of(plain(rtf)) == text


def test_any_bytes():
    generator = random.Random(7)
    for size in range(0, 600, 7):
        text_of(bytes(8) + b"LZFu" + bytes(4) + generator.randbytes(size))
        text_of(plain("{\\rtf1 " + generator.randbytes(size).decode("latin-1")))
        text_of(HELLO[: size % len(HELLO)])
