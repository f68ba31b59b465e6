from __future__ import annotations

from mailmend.model import Basis, Kind
from tests.unit.dialects.bounces import POSTFIX, one, read

BOUNCED = (
    "Oct 14 08:12:12 mail postfix/smtp[2211]: 4B1F0F5E: to=<bob@fabrikam.example>,"
    " relay=mx1.fabrikam.example[192.0.2.25]:25, delay=1.9, delays=0.1/0.01/0.8/1, dsn=5.7.26,"
    " status=bounced (host mx1.fabrikam.example[192.0.2.25] said:"
    " 550-5.7.26 This mail is unauthenticated. 550-5.7.26 SPF [contoso.com] with ip: [203.0.113.7] = did not pass"
    " 550 5.7.26 see (in reply to end of DATA command))\n"
)
REJECTED = (
    "Oct 14 08:12:12 mx1 postfix/smtpd[99]: NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 550 5.7.23"
    " <bob@fabrikam.example>: Recipient address rejected: SPF fail; from=<anna@contoso.com> to=<bob@fabrikam.example>"
    " proto=ESMTP helo=<mail.contoso.com>\n"
)


def test_the_report():
    notification = one(POSTFIX)
    assert (notification.kind, notification.dialect) == (Kind.BOUNCE, "postfix")
    assert notification.reporting_mta == "mail.contoso.com"
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.original_recipient) == ("bob@fabrikam.example", "bob@fabrikam.example")
    assert (attempt.reply, attempt.status, attempt.remote) == ("550", "5.7.23", None)
    assert (attempt.remote_mta, attempt.remote_ip) == ("mx1.fabrikam.example", "192.0.2.25")
    assert (attempt.client_ip, attempt.identity, attempt.checked) == ("203.0.113.7", "mfrom", "anna@contoso.com")
    assert attempt.quote("client_ip").line == POSTFIX[: POSTFIX.rindex("203.0.113.7")].count("\n") + 1


def test_what_the_receiver_checked_is_the_reverse_path():
    original = one(POSTFIX).original
    assert (original.mail_from, original.mail_from_basis, original.author) == (
        "anna@contoso.com", Basis.STATED, "anna@contoso.com",
    )  # fmt: skip


def test_its_own_field_states_the_reverse_path():
    original = one(POSTFIX.replace("?s=mfrom;id=anna@contoso.com;ip=203.0.113.7;r=mx1", "")).original
    assert (original.mail_from, original.mail_from_basis) == ("bounces@contoso.com", Basis.STATED)


def test_the_daemon_as_sender_is_how_it_spells_the_null_reverse_path():
    bounce = POSTFIX.replace("?s=mfrom;id=anna@contoso.com;ip=203.0.113.7;r=mx1", "")
    original = one(bounce.replace("bounces@contoso.com", "MAILER-DAEMON@mail.contoso.com")).original
    assert (original.mail_from, original.mail_from_basis) == ("", Basis.STATED)


def test_the_words_alone_are_enough():
    words = POSTFIX[POSTFIX.index("This is the mail") : POSTFIX.index("--b\nContent-Type: message/delivery")]
    notification = one(words)
    (attempt,) = notification.attempts
    assert (notification.dialect, notification.reporting_mta) == ("postfix", "mail.contoso.com")
    assert (attempt.recipient, attempt.status, attempt.client_ip) == ("bob@fabrikam.example", "5.7.23", "203.0.113.7")
    assert (attempt.remote_mta, attempt.remote_ip) == ("mx1.fabrikam.example", "192.0.2.25")
    assert "in reply to" not in attempt.text


def test_a_line_of_its_log():
    (attempt,) = one(BOUNCED).attempts
    assert (attempt.recipient, attempt.action, attempt.reply, attempt.status) == (
        "bob@fabrikam.example", "failed", "550", "5.7.26",
    )  # fmt: skip
    assert (attempt.remote_mta, attempt.remote_ip, attempt.client_ip) == (
        "mx1.fabrikam.example", "192.0.2.25", "203.0.113.7",
    )  # fmt: skip
    assert "550" not in attempt.text


def test_lines_of_one_message_are_one_notification():
    sender = (
        "Oct 14 08:12:11 mail postfix/qmgr[1]: 4B1F0F5E: from=<news@contoso.com>, size=900, nrcpt=2 (queue active)\n"
    )
    deferred = BOUNCED.replace("bob@", "eve@").replace("bounced", "deferred").replace("dsn=5.7.26", "dsn=4.7.26")
    other = BOUNCED.replace("4B1F0F5E", "5C2F0F5E")
    first, second = read(sender + BOUNCED + deferred + other)
    assert [(each.recipient, each.action) for each in first.attempts] == [
        ("bob@fabrikam.example", "failed"),
        ("eve@fabrikam.example", "delayed"),
    ]
    assert (first.original.mail_from, second.original.mail_from) == ("news@contoso.com", None)
    assert first.kind == Kind.BOUNCE


def test_the_log_of_the_server_that_refused():
    notification = one(REJECTED)
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.reply, attempt.status) == ("bob@fabrikam.example", "550", "5.7.23")
    assert (attempt.client_ip, attempt.remote_mta) == ("203.0.113.7", None)
    assert (notification.original.mail_from, notification.original.helo) == ("anna@contoso.com", "mail.contoso.com")
    assert notification.original.mail_from_basis == Basis.STATED


def test_a_delay():
    text = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5", "Status: 4")
    assert one(text).kind == Kind.DELAYED


def test_no_reply_no_codes():
    text = (
        BOUNCED[: BOUNCED.index("(host")] + "(connect to mx1.fabrikam.example[192.0.2.25]:25: Connection timed out)\n"
    )
    (attempt,) = one(text.replace("dsn=5.7.26", "dsn=4.4.1")).attempts
    assert (attempt.reply, attempt.status, attempt.client_ip) == (None, "4.4.1", None)


def test_the_reply_to_one_recipient_is_not_that_to_another():
    report = one(
        "From: MAILER-DAEMON@mail.contoso.com\nTo: anna@contoso.com\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\n'
        "This is the mail system at host mail.contoso.com.\n\n"
        "<bob@fabrikam.example>: host mx.fabrikam.example[192.0.2.25] said: 550 5.7.23 SPF fail for 203.0.113.7\n"
        "    (in reply to RCPT TO command)\n\n<eva@tailspin.example>: Host or domain name not found\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.contoso.com\nX-Postfix-Queue-ID: 4B\n\n"
        "Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.7.23\n"
        "Diagnostic-Code: smtp; 550 5.7.23 SPF fail for 203.0.113.7\n\n"
        "Final-Recipient: rfc822; eva@tailspin.example\nAction: failed\nStatus: 5.4.4\n"
        "Diagnostic-Code: X-Postfix; Host or domain name not found\n--b--\n"
    )
    assert [(each.recipient, each.reply, each.client_ip) for each in report.attempts] == [
        ("bob@fabrikam.example", "550", "203.0.113.7"), ("eva@tailspin.example", None, None),
    ]  # fmt: skip
