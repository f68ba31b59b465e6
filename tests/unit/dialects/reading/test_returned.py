from __future__ import annotations

from mailmend.dialects.reading.returned import quoted_fields
from mailmend.mail import plain


def test_quoted_fields_end_the_words_and_keep_their_lines():
    words = (
        "It failed.\n\nReceived: from a\n ([192.0.2.1]) by b\n"
        "From: Anna <anna@contoso.com>\nSubject: =?utf-8?q?x?=\n\nbody"
    )
    end, fields = quoted_fields(plain(words.encode()))
    assert words[:end] == "It failed.\n\n"
    assert [(field.name, field.value, field.line) for field in fields] == [
        ("Received", "from a ([192.0.2.1]) by b", 3),
        ("From", "Anna <anna@contoso.com>", 5),
        ("Subject", "x", 6),
    ]


def test_the_fields_of_the_notification_itself_are_not_the_originals():
    words = "From: MAILER-DAEMON@x.example\nMessage-ID: <1@x.example>\nSubject: Returned mail\n\nbob@x.example: no\n"
    assert quoted_fields(plain(words.encode())) == (len(words), ())


def test_an_announcement_ends_the_words_even_without_fields():
    end, fields = quoted_fields(plain(b"It failed.\n--- Original message follows ---\nremoved\n"))
    assert (end, fields) == (11, ())
