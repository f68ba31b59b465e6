from __future__ import annotations

import pytest

from mailmend.evidence.helo import named_in


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("<localhost>: Helo command rejected: Host not found", "localhost"),
        ("<WIN-7Q2>: Helo command rejected: need fully-qualified hostname", "WIN-7Q2"),
        ("HELO mail.contoso.example: does not resolve", "mail.contoso.example"),
        ("Bad HELO (mail.contoso.example)", "mail.contoso.example"),
        ("invalid EHLO [203.0.113.7]", "[203.0.113.7]"),
        ("Access Denied, Bad HELO\nAccess Denied, Bad HELO", None),
        ("Invalid HELO name (See RFC2821 4.1.1.1)", None),
        ("HELO command rejected", None),
        ("<anna@contoso.example>: Sender address rejected", None),
    ],
)
def test_the_name_that_a_reply_quotes(said, name):
    assert named_in(said) == name
