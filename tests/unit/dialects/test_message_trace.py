from __future__ import annotations

from tests.unit.dialects.bounces import REMOTE, SENTENCE, one, read

TRACE = (
    "Status: Failed\nSender: anna@contoso.com\nRecipient: bob@fabrikam.example\n"
    f"Reason: [{{LED={SENTENCE} -> {REMOTE}}};{{MSG=}};{{FQDN=mx1.fabrikam.example}};{{IP=192.0.2.25}};{{LRT=x}}]\n"
)


def test_the_last_error():
    notification = one(TRACE)
    (attempt,) = notification.attempts
    assert notification.dialect == "message-trace"
    assert (attempt.recipient, attempt.reply, attempt.status) == ("bob@fabrikam.example", "550", "5.7.23")
    assert (attempt.remote.status, attempt.client_ip) == ("5.7.1", "203.0.113.7")
    assert (attempt.remote_mta, attempt.remote_ip) == ("mx1.fabrikam.example", "192.0.2.25")
    assert notification.original.author == "anna@contoso.com"


def test_several_errors_come_one_by_one():
    assert [found.attempts[0].recipient for found in read(TRACE + TRACE.replace("bob", "eve"))] == [
        "bob@fabrikam.example",
        "eve@fabrikam.example",
    ]


def test_nobody_is_named_where_nobody_stands():
    assert one("Reason: [{LED=550 5.7.23 no};{MSG=}]").attempts[0].recipient is None
