from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.flow import Answer, run
from mailmend.rdns import helo_name
from tests.zones import zones

WORLD = zones(
    {
        "mail.contoso.example": [("A", "203.0.113.7"), ("AAAA", "2001:db8::7")],
        "slow.contoso.example": [("TIMEOUT", ("A", "AAAA"))],
        "half.contoso.example": [("TIMEOUT", ("AAAA",)), ("A", "203.0.113.7")],
        "text.contoso.example": [("TXT", "x")],
    }
)


@pytest.mark.parametrize(
    ("name", "ip", "state"),
    [
        ("mail.contoso.example", "203.0.113.7", "fine"),
        ("MAIL.contoso.example.", "2001:db8:0::7", "fine"),
        ("mail.contoso.example", None, "fine"),
        ("mail.contoso.example", "203.0.113.9", "elsewhere"),
        ("half.contoso.example", "203.0.113.7", "fine"),
        ("gone.contoso.example", "203.0.113.7", "unresolved"),
        ("text.contoso.example", "203.0.113.7", "unresolved"),
        ("slow.contoso.example", "203.0.113.7", "unavailable"),
        ("[203.0.113.7]", "203.0.113.7", "literal"),
        ("[IPv6:2001:db8::7]", "2001:db8::7", "literal"),
        ("[nonsense]", None, "invalid"),
        ("203.0.113.7", "203.0.113.7", "address"),
        ("localhost", None, "local"),
        ("localhost.localdomain", None, "local"),
        ("server.local", None, "local"),
        ("WIN-ABC123", None, "unqualified"),
        ("under_score.contoso.example", None, "invalid"),
        ("two words.example", None, "invalid"),
        ("", None, "invalid"),
        ("a" * 300 + ".example", None, "invalid"),
    ],
)
def test_what_receivers_make_of_a_name(name, ip, state):
    assert run(helo_name(name, ip), WORLD.resolve).state == state


@given(st.text(max_size=300))
def test_any_name_ends_in_an_answer(name):
    def nothing(batch):
        return tuple(Answer(question=q, outcome="nxdomain") for q in batch)

    assert run(helo_name(name, None), nothing).state
