from __future__ import annotations

import time

import pytest

from mailmend.mail import addresses


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("anna@contoso.com", ("anna@contoso.com",)),
        ("Anna <anna@contoso.com>, bob@x.example (Bob)", ("anna@contoso.com", "bob@x.example")),
        ('"a@b.example" <c@d.example>', ("c@d.example",)),
        ("(a@b.example) c@d.example", ("c@d.example",)),
        ("friends: a@b.example, c@d.example;", ("a@b.example", "c@d.example")),
        ("undisclosed-recipients:;", ()),
        ("<@relay.example,@b.example:a@c.example>", ("a@c.example",)),
        ("<>", ()),
        ("", ()),
        ('"john doe"@x.example', ('"john doe"@x.example',)),
        ("пётр@пример.example", ("пётр@пример.example",)),
        ("a@[192.0.2.1]", ("a@[192.0.2.1]",)),
        ("SRS0=HHH=TT=contoso.com=anna@fwd.example", ("SRS0=HHH=TT=contoso.com=anna@fwd.example",)),
        ("a@b.example <a@b.example", ("a@b.example",)),
    ],
)
def test_addresses(value, found):
    assert addresses(value) == found


@pytest.mark.parametrize("piece", ['"\\', '"', "(", "(a(b)", "(\\", "<", '"a,'])
def test_marks_that_never_close_take_no_time_of_the_square(piece):
    started = time.process_time()
    addresses(piece * 40_000)
    assert time.process_time() - started < 1
