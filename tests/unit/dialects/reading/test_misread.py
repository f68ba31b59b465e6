"""Text from a picture: nothing but codes is mended, and only where two codes agree."""

from __future__ import annotations

import pytest

from mailmend.dialects.reading.misread import mended
from mailmend.mail import plain
from tests.unit.dialects.bounces import one


@pytest.mark.parametrize(
    "text",
    [
        "55O 5.7.23 The message was rejected",
        "S5O 5.7.23 The message was rejected",
        "550 5. 7. 23 The message was rejected",
        "550 S.7.Z3 The message was rejected",
        "550 5 7 23 The message was rejected",
        "Remote Server returned '55O 5 .7.23 The message was rejected'",
    ],
)
def test_both_codes_are_read_where_they_agree(text):
    attempt = one(text).attempt
    assert (attempt.reply, attempt.status, attempt.text) == ("550", "5.7.23", "The message was rejected")


def test_the_line_stays_that_of_the_input():
    text = "one\n\ntwo\nRemote Server returned '55O 5. 7.l Access denied, SPF'\n"
    attempt = one(text).attempt
    assert (attempt.status, attempt.quote("status").line) == ("5.7.1", 4)


@pytest.mark.parametrize(
    "text",
    [
        "SOS 5.7.23",
        "550 4.7.23 the classes differ",
        "45O 5.1.1 the classes differ",
        "55O 4.7.23 the classes differ",
        "590 5.7.1",
        "the address 10.55O.5.7 and a@55O5.7.1.example",
        "SSL 5.0 and TLS 1.3",
        "nothing",
        "Sol Sis Iss",
    ],
)
def test_nothing_is_invented(text):
    said = plain(text.encode())
    assert mended(said) is said


def test_names_and_addresses_are_left_as_they_were_read():
    said = plain(b"55O 5.7.l rejected 1O.0.0.l b0b@fabrlkam.example")
    assert mended(said).value == "550 5.7.1 rejected 1O.0.0.l b0b@fabrlkam.example"
