from __future__ import annotations

import pytest

from mailmend.mail.encoding import charset_of, decoded
from mailmend.mail.origin import Received


@pytest.mark.parametrize(
    ("encoding", "raw", "read"),
    [
        ("quoted-printable", b"a=\nb=3D  \nc", b"ab=\nc"),
        ("quoted-printable", b"a=\r\nb", b"ab"),
        ("quoted-printable", b"a=\rb", b"ab"),  # lines that end in bare CR
        ("quoted-printable", b"100%= sure", b"100%= sure"),
        ("base64", b"aGk=", b"hi"),
        ("base64", b"a", b""),
        ("x-uue", b"not uuencoded \xff", b""),
        ("7bit", b"x=3D", b"x=3D"),
    ],
)
def test_decoded(encoding, raw, read):
    origin, start, end = decoded(Received(raw), 0, len(raw), encoding)
    assert origin.data[start:end] == read


def test_a_guess_is_made_where_the_name_does_not_fit():
    assert charset_of("utf-8", b"caf\xe9") == "latin-1"
    assert charset_of("utf-8", "日本語の長い文".encode() + b"\xe6") == "utf-8"
    assert charset_of("koi8-r", b"\xd0\xd2\xc9") == "koi8-r"
