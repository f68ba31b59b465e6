from __future__ import annotations

import pytest

from mailmend.dialects.reading.located import place_of
from mailmend.dialects.reading.seen import see
from mailmend.model import Source
from tests.unit.dialects.bounces import one

MAIL = (
    "From: MAILER-DAEMON@mail.contoso.com\nTo: anna@contoso.com\nSubject: Undelivered\n"
    "X-Failed-Recipients: zoe@fabrikam.example\n\n"
    "not.mx1.fabrikam.example and 5.7.13 and xbob@fabrikam.example\n"
    "mx1.fabrikam.example.org\nmx1.fabrikam.example: 5.7.1, bob@fabrikam.example.\n"
)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("mx1.fabrikam.example", 8),
        ("5.7.1", 8),
        ("bob@fabrikam.example", 8),
        ("zoe@fabrikam.example", 4),
        ("nobody@fabrikam.example", None),
        ("", None),
        (None, None),
    ],
)
def test_a_word_of_its_own_and_no_part_of_another(said, line):
    found = place_of(see(Source(name="x", data=MAIL.encode())), said)
    assert (found.line if found else None) == line
    if found:
        assert found.text[found.start : found.end] == said


def test_what_a_dialect_took_from_words_has_its_line():
    text = (
        "Your message to bob@fabrikam.example couldn't be delivered.\n\nGenerating server: mail.contoso.com\n\n"
        "bob@fabrikam.example\nmx1.fabrikam.example\nRemote Server returned '550 5.7.23 SPF fail'\n"
    )
    found = one(text)
    lines = text.split("\n")
    assert "mail.contoso.com" in lines[dict(found.quotes)["reporting_mta"].line - 1]
    for name, said in (("remote_mta", "mx1.fabrikam.example"), ("reply", "550"), ("status", "5.7.23")):
        quote = found.attempt.quote(name)
        assert said in lines[quote.line - 1]
        assert quote.text[quote.start : quote.end] == said
