"""The logs of mail systems: who was refused, in which line, by whom."""

from __future__ import annotations

import json

import pytest

from mailmend.model import Basis, Kind
from tests.unit.dialects.bounces import one, read
from tests.unit.dialects.logs import POLICYD, PROTOCOL, RSPAMD, SENDMAIL, TRACKING
from tests.unit.dialects.test_exim import FAILED as EXIM
from tests.unit.dialects.test_postfix import BOUNCED as POSTFIX


def table(text: str):
    return [
        (found.kind.value, tried.recipient, tried.action, tried.status, tried.reply, tried.quote("text").line)
        for found in read(text)
        for tried in found.attempts
    ]


def test_sendmail():
    assert table(SENDMAIL) == [
        ("bounce", "bob@fabrikam.example", "failed", "5.1.1", None, 2),
        ("bounce", "eve@fabrikam.example", "delayed", "4.7.1", "451", 3),
        ("bounce", "zoe@fabrikam.example", "delayed", "4.7.1", "451", 3),
        ("delivered", "zed@fabrikam.example", "delivered", "2.0.0", None, 4),
        ("bounce", "bob@fabrikam.example", "failed", "5.7.1", "550", 6),
        ("delayed", None, "delayed", "4.7.1", "451", 7),
    ]
    first, _, refused, milter = read(SENDMAIL)
    assert first.dialect == "sendmail-log"
    assert (first.original.mail_from, first.original.message_id) == ("anna@contoso.com", "<1@contoso.com>")
    assert (first.attempt.remote_mta, first.attempt.remote_ip) == ("mx1.fabrikam.example", "192.0.2.25")
    assert (refused.attempt.client_ip, refused.attempt.remote_mta) == ("203.0.113.7", None)
    assert milter.original.mail_from == "anna@contoso.com"


def test_an_spf_policy_server():
    assert table(POLICYD) == [
        ("bounce", "bob@fabrikam.example", "failed", "5.7.23", "550", 2),
        ("delayed", None, "delayed", "4.7.24", "451", 4),
    ]
    first, second = read(POLICYD)
    assert (first.attempt.client_ip, first.original.mail_from, first.original.helo) == (
        "203.0.113.7", "anna@contoso.com", "mail.contoso.com",
    )  # fmt: skip
    assert first.date.isoformat() == "2026-11-23T10:14:00+01:00"
    # What another process said is not taken for this one's.
    assert (second.attempt.client_ip, second.original.mail_from) == (None, None)


def test_rspamd():
    assert table(RSPAMD) == [
        ("bounce", "bob@fabrikam.example", "failed", None, None, 1),
        ("bounce", "eve@fabrikam.example", "failed", None, None, 1),
        ("delayed", "bob@fabrikam.example", "delayed", None, None, 3),
    ]
    first, second = read(RSPAMD)
    assert (first.attempt.text, first.attempt.client_ip) == ("Rejected: DMARC policy", "203.0.113.7")
    assert (first.original.mail_from, first.original.message_id) == ("anna@contoso.com", "<1@contoso.com>")
    assert (second.attempt.client_ip, second.original.mail_from, second.original.mail_from_basis) == (
        "2001:db8::7", "", Basis.STATED,
    )  # fmt: skip


def test_an_smtp_session_of_exchange_with_commands_sent_ahead():
    assert table(PROTOCOL) == [
        ("bounce", "bob@fabrikam.example", "failed", "5.7.23", "550", 13),
        ("bounce", "eve@fabrikam.example", "delayed", "4.7.1", "451", 16),
    ]
    found = one(PROTOCOL)
    assert (found.original.mail_from, found.attempt.remote_ip, found.attempt.client_ip) == (
        "anna@contoso.com", "192.0.2.25", "203.0.113.7",
    )  # fmt: skip


def test_the_log_of_the_exchange_that_refused():
    received = PROTOCOL.replace("Send", "Receive").replace(",<,", ",=,").replace(",>,", ",<,").replace(",=,", ",>,")
    tried = one(received.replace("192.0.2.25:25", "203.0.113.7:4711")).attempt
    assert (tried.recipient, tried.client_ip, tried.remote_ip) == ("bob@fabrikam.example", "203.0.113.7", None)
    assert one(received).original.helo == "mail.contoso.com"


def test_message_tracking():
    assert table(TRACKING) == [
        ("bounce", "bob@fabrikam.example", "failed", "5.7.23", "550", 4),
        ("bounce", "eve@fabrikam.example", "failed", "5.1.1", "550", 4),
    ]
    original = one(TRACKING).original
    assert (original.mail_from, original.message_id, original.subject) == (
        "anna@contoso.com",
        "<1@contoso.com>",
        "Quote",
    )


def test_exim_names_no_router_where_there_was_none():
    tried = one("2025-10-14 08:12:12 1v8Xyz-0004Ab-2C ** bob@fabrikam.example: Unrouteable address\n").attempt
    assert (tried.recipient, tried.action, tried.text) == ("bob@fabrikam.example", "failed", "Unrouteable address")


def test_a_message_trace_as_csv_names_its_columns():
    text = (
        "\ufeffdate_time,message_id,sender_address,recipient_address,subject,status,detail\n"
        '2026-11-23T10:14:00Z,<1@contoso.com>,anna@contoso.com,bob@fabrikam.example,"Quote, 4411",Failed,'
        '"Reason: [{LED=550 5.7.23 SPF fail};{MSG=};{FQDN=mx1.fabrikam.example};{IP=192.0.2.25};{LRT=x}]"\n'
        "2026-11-23T10:15:00Z,<2@contoso.com>,anna@contoso.com,eve@fabrikam.example,Other,Delivered,done\n"
    )
    found = one(text)
    assert (found.attempt.recipient, found.original.author) == ("bob@fabrikam.example", "anna@contoso.com")
    assert (found.original.message_id, found.original.subject) == ("<1@contoso.com>", "Quote, 4411")


def test_a_message_trace_whose_labels_stand_below_the_error():
    found = one(
        "Date:    11/23/2026 10:14:00 AM\nEvent:   Fail\n"
        "Detail:  Reason: [{LED=550 5.7.23 SPF fail};{MSG=};{FQDN=mx1.fabrikam.example};{IP=192.0.2.25};{LRT=x}]\n"
        "SenderAddress: anna@contoso.com\nRecipientAddress: bob@fabrikam.example\n"
    )
    assert (found.attempt.recipient, found.original.author) == ("bob@fabrikam.example", "anna@contoso.com")


PREFIXES = [
    "Oct 14 08:12:12 mail ",
    "<22>Oct  4 08:12:12 mail ",
    "2025-10-14T08:12:12.123456+02:00 mail ",
    "<22>1 2025-10-14T08:12:12.123456+02:00 mail postfix/smtp 2211 - - ",
    "Tue 2025-10-14 08:12:12 UTC mail ",
    "mail-1  | Oct 14 08:12:12 mail ",
    "2025-10-14T08:12:12.123456789Z stdout F Oct 14 08:12:12 mail ",
    "/var/log/mail.log:4711:Oct 14 08:12:12 mail ",
    "",
]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("line", [POSTFIX, EXIM, SENDMAIL, POLICYD], ids=["postfix", "exim", "sendmail", "policyd"])
def test_whatever_stands_before_a_line(line, prefix):
    bare = [said.partition(" mail ")[2] or said for said in line.splitlines()]
    expected = [(tried.recipient, tried.status, tried.reply) for found in read(line) for tried in found.attempts]
    text = "".join(f"{prefix}{said}\n" for said in bare)
    assert [
        (tried.recipient, tried.status, tried.reply) for found in read(text) for tried in found.attempts
    ] == expected


@pytest.mark.parametrize("member", ["log", "MESSAGE", "message"])
def test_lines_inside_json_keep_their_lines(member):
    text = "".join(json.dumps({member: f"{line}\n", "time": "x"}) + "\n" for line in SENDMAIL.splitlines())
    assert table(text) == table(SENDMAIL)


def test_a_log_in_which_nothing_was_refused():
    calm = "Oct 14 08:12:12 mail postfix/smtpd[99]: connect from unknown[203.0.113.7]\n" * 3
    assert one(calm).kind == Kind.NONE


def test_opensmtpd():
    line = (
        "Nov 23 10:14:00 mail smtpd[123]: 5a1b mta delivery evpid=abc from=<anna@contoso.com> to=<bob@fabrikam.example>"
        ' rcpt=<-> source="10.0.0.4" relay="192.0.2.25 (mx1.fabrikam.example)" delay=2s result="PermFail"'
        ' stat="550 5.7.23 SPF fail"\n'
    )
    text = line + line.replace("PermFail", "TempFail").replace("550 5", "451 4") + line.replace("PermFail", "Ok")
    assert [row[:3] for row in table(text)] == [
        ("bounce", "bob@fabrikam.example", "failed"),
        ("delayed", "bob@fabrikam.example", "delayed"),
        ("delivered", "bob@fabrikam.example", "delivered"),
    ]
    found = one(line)
    assert (found.attempt.status, found.attempt.remote_mta, found.attempt.remote_ip, found.original.mail_from) == (
        "5.7.23", "mx1.fabrikam.example", "192.0.2.25", "anna@contoso.com",
    )  # fmt: skip


def test_a_server_that_asks_to_try_again_has_only_delayed_it():
    postfix = (
        "Nov 23 10:14:00 mx1 postfix/smtpd[99]: NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 450 4.7.1"
        " <bob@fabrikam.example>: Recipient address rejected: Greylisted; from=<anna@contoso.com>"
        " to=<bob@fabrikam.example> proto=ESMTP helo=<mail.contoso.com>\n"
    )
    exim = (
        "2025-10-14 08:12:12 H=mail.contoso.com [203.0.113.7] F=<anna@contoso.com> temporarily rejected RCPT"
        " <bob@fabrikam.example>: greylisted\n"
    )
    for line in (postfix, exim):
        found = one(line)
        assert (found.kind, found.attempt.action) == (Kind.DELAYED, "delayed")
        assert found.attempt.client_ip == "203.0.113.7"
