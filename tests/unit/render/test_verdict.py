from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailmend.model import Identities, Verdict
from mailmend.render import verdict


@pytest.mark.parametrize(
    ("client_ip", "said"),
    [(None, "not known from which address"), ("203.0.113.7", "no name server of the domain could be asked")],
)
def test_why_the_message_is_not_evaluated_is_said_as_it_is(client_ip, said):
    who = Identities(client_ip=client_ip, mail_from="anna@contoso.example")
    found = Verdict(name="contoso.example.", awaited=(), now=datetime(2026, 11, 23, tzinfo=UTC), identities=who)
    assert said in " ".join(verdict.text(found).split())
