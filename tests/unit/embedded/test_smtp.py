"""The SMTP receiver of the demo, spoken to by a real client."""

from __future__ import annotations

import smtplib

import pytest

from mailmend.embedded.smtp import EmbeddedSmtp
from mailmend.resolvers import World
from mailmend.spf import Result

WORLD = World.parse(
    """
$TTL 60
contoso.com.       TXT "v=spf1 ip4:203.0.113.5 -all"
mail.contoso.com.  TXT "v=spf1 -all"
wrong.example.     TXT "v=spf1 nonsense -all"
;! unavailable slow.example. TXT
""",
    path="world.zone",
    read=str,
)


def send(client_ip, sender="anna@contoso.com", to=("ronald@fabrikam.example",)):
    with EmbeddedSmtp(WORLD.resolve, client_ip=client_ip) as server:
        with smtplib.SMTP(server.host, server.port, local_hostname="mail.contoso.com") as client:
            try:
                client.sendmail(sender, list(to), b"Subject: Quote 4411\r\n\r\n.\r\n\xff\r\n")
            except smtplib.SMTPRecipientsRefused as refused:
                return refused.recipients, server.delivered
        return {}, server.delivered


def test_mail_from_an_address_that_is_not_authorised_is_refused():
    refused, delivered = send("203.0.113.7")
    assert refused["ronald@fabrikam.example"] == (
        550,
        (
            b"5.7.23 <ronald@fabrikam.example>: Recipient address rejected: Message rejected due to: SPF fail - not "
            b"authorized. Please see http://www.openspf.net/Why?s=mfrom;id=anna%40contoso.com;ip=203.0.113.7;"
            b"r=ronald%40fabrikam.example"
        ),
    )
    assert delivered == []


def test_mail_from_an_authorised_address_is_kept():
    refused, (message,) = send("203.0.113.5", to=("ronald@fabrikam.example", "rita@fabrikam.example"))
    assert refused == {}
    assert message.mail_from == "anna@contoso.com"
    assert message.recipients == ("ronald@fabrikam.example", "rita@fabrikam.example")
    assert message.content == b"Subject: Quote 4411\r\n\r\n.\r\n\xff\r\n"
    assert message.spf is Result.PASS


def test_the_null_reverse_path_is_checked_by_the_helo_name():
    refused, _ = send("203.0.113.5", sender="")
    assert b"s=helo;id=mail.contoso.com;ip=203.0.113.5" in refused["ronald@fabrikam.example"][1]


def test_dns_that_fails_is_tried_again_later():
    refused, _ = send("203.0.113.5", sender="anna@slow.example")
    assert refused["ronald@fabrikam.example"][0] == 451


@pytest.mark.parametrize(
    ("sender", "result"), [("a@wrong.example", Result.PERMERROR), ("a@none.example", Result.NONE), ("a", Result.NONE)]
)
def test_what_is_no_fail_is_accepted(sender, result):
    refused, (message,) = send("203.0.113.5", sender=sender)
    assert (refused, message.spf) == ({}, result)


def test_it_calls_itself_as_it_is_told():
    with (
        EmbeddedSmtp(WORLD.resolve, client_ip="203.0.113.5", name="mx9.fabrikam.example") as server,
        smtplib.SMTP(server.host, server.port) as client,
    ):
        assert client.ehlo()[1].startswith(b"mx9.fabrikam.example")
