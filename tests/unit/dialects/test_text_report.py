from __future__ import annotations

import pytest

from mailmend.model import Kind
from tests.unit.dialects.bounces import EXCHANGE, one

RETURNED = """
--- Below this line is a copy of the message.

Return-Path: <anna@contoso.com>
Received: from ws (ws.contoso.com [10.0.0.4]) by mail.contoso.com; Mon, 23 Nov 2026 18:52:28 +0000
Message-ID: <2@contoso.com>
From: Anna <anna@contoso.com>
To: someone.else@example.net
Subject: hello
"""


def mail(words, subject="failure notice", fields=""):
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mail.contoso.com\nTo: anna@contoso.com\nSubject: {subject}\n{fields}\n"
        f"{words}\n{RETURNED}"
    )


@pytest.mark.parametrize(
    ("words", "recipient", "reply", "status", "remote_mta"),
    [
        (
            (
                "<bob@x.example>:\n192.0.2.3 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n"
                "Giving up on 192.0.2.3."
            ),
            "bob@x.example",
            "550",
            "5.1.1",
            None,
        ),
        ("<bob@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)", "bob@x.example", None, "5.1.1", None),
        (
            (
                "  bob@x.example\n    SMTP error from remote mail server after RCPT TO:<bob@x.example>:\n"
                "    host mx.x.example [192.0.2.3]: 550 unknown user"
            ),
            "bob@x.example",
            "550",
            None,
            "mx.x.example",
        ),
        (
            (
                "There was an error delivering your mail to <bob@x.example>.\n\n"
                "mx.x.example [192.0.2.3] did not like our"
                " RCPT TO:\n550 5.7.26 no"
            ),
            "bob@x.example",
            "550",
            "5.7.26",
            "mx.x.example",
        ),
        (
            (
                "   ----- The following addresses had permanent fatal errors -----\n<bob@x.example>\n\n"
                "   ----- Transcript of session follows -----\n... while talking to mx.x.example.:\n"
                ">>> RCPT To:<bob@x.example>\n<<< 550 5.1.1 User unknown"
            ),
            "bob@x.example",
            "550",
            "5.1.1",
            "mx.x.example",
        ),
        (
            (
                "Unable to deliver message to: <bob@x.example>\nreason:\n"
                "mx.x.example[192.0.2.3] responded with failure:"
                " 552 over quota"
            ),
            "bob@x.example",
            "552",
            None,
            "mx.x.example",
        ),
        ("kijitora could not be reached: unknown user bob@x.example", "bob@x.example", None, None, None),
        ("bob@x.example: Envelope expired", "bob@x.example", None, None, None),
    ],
)
def test_words_of_many_systems(words, recipient, reply, status, remote_mta):
    notification = one(mail(words))
    (attempt,) = notification.attempts
    assert notification.kind == Kind.BOUNCE
    assert (attempt.recipient, attempt.reply, attempt.status) == (recipient, reply, status)
    assert (attempt.remote_mta, attempt.client_ip) == (remote_mta, None)


def test_what_came_back_is_not_searched_for_failures_but_read():
    notification = one(mail("<bob@x.example>: 550 no"))
    assert [attempt.recipient for attempt in notification.attempts] == ["bob@x.example"]
    assert notification.original.mail_from == "anna@contoso.com"
    assert notification.original.message_id == "<2@contoso.com>"


def test_several_recipients_with_replies_of_their_own():
    attempts = one(mail("<a@x.example>: 550 5.1.1 unknown\n<b@x.example>: 552 5.2.2 full")).attempts
    assert [(each.recipient, each.status) for each in attempts] == [("a@x.example", "5.1.1"), ("b@x.example", "5.2.2")]


def test_whom_to_ask_for_help_did_not_fail():
    words = "For further assistance, please contact <postmaster@mail.contoso.com>\n\n<bob@x.example>: unknown user"
    assert [each.recipient for each in one(mail(words)).attempts] == ["bob@x.example"]


def test_the_field_that_names_who_failed_is_believed():
    (attempt,) = one(mail("Ați greșit adresa.", fields="X-Failed-Recipients: bob@x.example\n")).attempts
    assert attempt.recipient == "bob@x.example"


def test_a_warning_is_a_delay():
    words = (
        "This is a warning message only.\n\nDelivery to the following recipient has been delayed:\n\n  bob@x.example"
    )
    assert one(mail(words)).kind == Kind.DELAYED


def test_a_bounce_that_is_attached_is_found():
    text = (
        "From: anna@contoso.com\nTo: it@contoso.com\nContent-Type: multipart/mixed; boundary=o\n\n"
        f"--o\n\nplease look\n--o\nContent-Type: message/rfc822\n\n{EXCHANGE}\n--o--\n"
    )
    notification = one(text)
    assert notification.attempts[0].recipient == "ronald@fabrikam.example"
    line = text.split("\n")[notification.attempts[0].quote("client_ip").line - 1]
    assert line.startswith("Diagnostic-Code")
