from __future__ import annotations

import base64

import pytest

from mailmend.model import Basis, Kind
from tests.unit.dialects.bounces import one

REPORT = """\
Reporting-MTA: dns; mx.contoso.com

Final-Recipient: rfc822; bob@fabrikam.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.1.1 no such user
"""


def mail(report=REPORT, words="It failed.", encoding="7bit", returned=""):
    return (
        "From: postmaster@mx.contoso.com\nTo: anna@contoso.com\nContent-Type: multipart/report; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{words}\n"
        f"--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: {encoding}\n\n{report}\n"
        f"--b\nContent-Type: message/rfc822\n\n{returned}From: anna@contoso.com\n\n--b--\n"
    )


def test_a_vague_status_gives_way_to_the_code_in_the_words():
    (attempt,) = one(mail()).attempts
    assert (attempt.status, attempt.reply, attempt.text) == ("5.1.1", "550", "no such user")


@pytest.mark.parametrize(
    ("status", "diagnostic", "read"),
    [
        ("5.0.0", "550 no", "5.0.0"),
        ("5.2.2", "550 5.1.1 no", "5.2.2"),
        ("4.4.7", "450 4.7.1 Client host rejected", "4.7.1"),  # only "expired": the reply says why
        ("5.4.7", "450 4.7.1 Client host rejected", "5.4.7"),
        ("4.0.0", "connection refused", "4.0.0"),
    ],
)
def test_status(status, diagnostic, read):
    report = REPORT.replace("5.0.0", status).replace("550 5.1.1 no such user", diagnostic)
    assert one(mail(report)).attempts[0].status == read


def test_an_encoded_report_is_read():
    text = mail(base64.encodebytes(REPORT.encode()).decode(), encoding="base64")
    (attempt,) = one(text).attempts
    assert attempt.recipient == "bob@fabrikam.example"
    line = text.split("\n")[attempt.quote("status").line - 1]
    assert len(line) > 20
    assert attempt.quote("status").text.startswith("Diagnostic-Code: smtp; 550 5.1.1")


def test_the_words_fill_what_the_fields_leave_out():
    report = REPORT.replace("Diagnostic-Code: smtp; 550 5.1.1 no such user\n", "")
    words = "<bob@fabrikam.example>: host mx.fabrikam.example[192.0.2.3] said: 552 5.2.2 mailbox full"
    (attempt,) = one(mail(report, words)).attempts
    assert (attempt.status, attempt.reply, attempt.text) == ("5.2.2", "552", "mailbox full")
    assert (attempt.remote_mta, attempt.remote_ip) == ("mx.fabrikam.example", "192.0.2.3")


def test_a_reply_that_was_cut_is_taken_whole_from_the_transcript():
    report = REPORT.replace("550 5.1.1 no such user", "550-5.7.26 it fails to pass SPF checks with the ip:")
    words = (
        "<bob@fabrikam.example>\n    (reason: 550-5.7.26 it fails to pass SPF checks with the ip:)\n\n"
        "... while talking to mx.fabrikam.example.:\n>>> DATA\n"
        "<<< 550-5.7.26 it fails to pass SPF checks with the ip:\n"
        "<<< 550-5.7.26 [203.0.113.22]. Go\n<<< 550 5.7.26 away\n554 5.0.0 Service unavailable"
    )
    (attempt,) = one(mail(report, words)).attempts
    assert (attempt.reply, attempt.status, attempt.client_ip) == ("550", "5.7.26", "203.0.113.22")


@pytest.mark.parametrize(
    ("action", "kind"),
    [("failed", Kind.BOUNCE), ("delayed", Kind.DELAYED), ("delivered", Kind.DELIVERED), ("relayed", Kind.DELIVERED)],
)
def test_kinds(action, kind):
    assert one(mail(REPORT.replace("Action: failed", f"Action: {action}"))).kind == kind


@pytest.mark.parametrize(
    ("returned", "mail_from", "basis"),
    [
        ("Return-Path: <bounces@contoso.com>\n", "bounces@contoso.com", Basis.STATED),
        ("Return-Path: <prvs=1234567890=anna@contoso.com>\n", "prvs=1234567890=anna@contoso.com", Basis.STATED),
        ('Received-SPF: pass (x) envelope-from="news@contoso.com"\n', "news@contoso.com", Basis.STATED),
        ("Return-Path: <>\n", "", Basis.STATED),
        ("", "anna@contoso.com", Basis.ASSUMED),
    ],
)
def test_the_reverse_path(returned, mail_from, basis):
    original = one(mail(returned=returned)).original
    assert (original.mail_from, original.mail_from_basis) == (mail_from, basis)


def test_a_notification_goes_to_the_reverse_path():
    text = mail().replace("To: anna@contoso.com\nContent", "To: bounces@mailer.example\nContent")
    assert one(text).original.mail_from == "bounces@mailer.example"
    tagged = mail().replace("To: anna@contoso.com\nContent", "To: prvs=1234567890=news@contoso.com\nContent")
    original = one(tagged).original
    assert (original.mail_from, original.mail_from_basis) == ("news@contoso.com", Basis.DECODED)


def test_the_far_servers_own_trace_says_whom_it_saw():
    report = REPORT + "Remote-MTA: dns; mx.fabrikam.example\n"
    mine = "Received: from mail.contoso.com (x [203.0.113.9]) by mx.fabrikam.example; Tue, 14 Oct 2025 08:12:10 +0000\n"
    other = mine.replace("mx.fabrikam.example", "relay.contoso.com")
    assert one(mail(report, returned=mine)).attempts[0].client_ip == "203.0.113.9"
    assert one(mail(report, returned=other)).attempts[0].client_ip is None
    assert one(mail(report, returned=other + mine)).attempts[0].client_ip is None
    spf = "Received-SPF: fail (mx.fabrikam.example: domain of x) client-ip=203.0.113.9; envelope-from=a@contoso.com\n"
    assert one(mail(report, returned=spf)).attempts[0].client_ip == "203.0.113.9"


def test_a_report_in_plain_text_is_a_report():
    assert one(REPORT).attempts[0].recipient == "bob@fabrikam.example"
    broken = "From: MAILER-DAEMON@x.example\nTo: a@b.example\n\nIt failed.\n\n" + REPORT
    assert one(broken).attempts[0].status == "5.1.1"


def test_a_recipient_named_twice_is_one():
    report = REPORT + "\n" + REPORT.split("\n\n")[1]
    assert len(one(mail(report)).attempts) == 1


def test_control_characters_of_a_reply_do_not_matter():
    (attempt,) = one(mail(REPORT.replace("no such", "no\x1b[31m such"))).attempts
    assert attempt.reply == "550"


def test_below_a_pasted_report_the_fields_of_the_message_are_read():
    found = one(
        f"{REPORT}\nFrom: Shop <shop@contoso.com>\nReturn-Path: <b+7@mail.contoso.com>\nSubject: Your order\n"
        "Message-ID: <7@mail.contoso.com>\n"
    )
    assert (found.original.author, found.original.subject) == ("shop@contoso.com", "Your order")
    assert (found.original.mail_from, found.original.mail_from_basis) == ("b+7@mail.contoso.com", Basis.STATED)
