"""Notifications that people forward: inline, quoted, attached, several in one."""

from __future__ import annotations

import pytest

from mailmend.model import Kind
from tests.unit.dialects.bounces import one, read

WORDS = (
    "This is the mail system at host mail.contoso.com.\n\nI'm sorry to have to inform you that your message could not\n"
    "be delivered to one or more recipients.\n\n<bob@fabrikam.example>: host mx1.fabrikam.example[192.0.2.25] said: 550"
    " 5.7.23\n    <bob@fabrikam.example>: SPF fail (in reply to RCPT TO command)\n"
)
DAEMON = "MAILER-DAEMON@mail.contoso.com (Mail Delivery System)"
ANNOUNCED = {
    "outlook, English": (
        "-----Original Message-----\nFrom: {0}\nSent: Monday, November 23, 2026 10:14 AM\nTo: anna@contoso.com\n"
        "Subject: Undelivered Mail Returned to Sender\n\n"
    ),
    "outlook, German": (
        "Von: {0}\nGesendet: Montag, 23. November 2026 11:14\nAn: Anna <anna@contoso.com>\nBetreff: Undelivered Mail"
        " Returned to Sender\n\n"
    ),
    "outlook, bold labels": (
        "*From:* {0}\n*Sent:* Monday, November 23, 2026 10:14 AM\n*To:* anna@contoso.com\n*Subject:* Undelivered Mail"
        " Returned to Sender\n\n"
    ),
    "gmail, Romanian": (
        "---------- Forwarded message ---------\nDe la: {0}\nDate: lun., 23 nov. 2026, 10:14\nSubject: Undelivered Mail"
        " Returned to Sender\nTo: <anna@contoso.com>\n\n\n"
    ),
    "gmail, Japanese": (
        "---------- Forwarded message ---------\n差出人: {0}\n日付: 2026年11月23日(月) 10:14\n件名: Undelivered Mail"
        " Returned to Sender\nTo: <anna@contoso.com>\n\n"
    ),
    "apple, French": (
        "Début du message réexpédié :\n\n> De: {0}\n> Objet: Undelivered Mail Returned to Sender\n> Date: 23 novembre"
        " 2026 à 10:14:00 UTC+1\n> À: anna@contoso.com\n>\n"
    ),
    "thunderbird, German": (
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tUndelivered Mail Returned to Sender\nDatum: \tMon, 23"
        " Nov 2026 10:14:00 +0100\nVon: \t{0}\nAn: \tanna@contoso.com\n\n"
    ),
}
OUTER = (
    "From: Anna <anna@contoso.com>\nTo: it@contoso.com\nSubject: Fwd\nMessage-ID: <1@contoso.com>\n\nWhat is this?\n\n"
)


def told(found):
    return [
        (each.attempt.recipient, each.attempt.status, each.attempt.reply, each.attempt.remote_mta) for each in found
    ]


@pytest.mark.parametrize("outer", [OUTER, "", "Hello,\nsee below.\n\n"], ids=["mail", "paste", "paste with words"])
@pytest.mark.parametrize("style", ANNOUNCED)
def test_every_mail_program_in_its_language(style, outer):
    text = outer + ANNOUNCED[style].format(DAEMON)
    quoted = "> " if "\n> " in text else ""
    text += "".join(f"{quoted}{line}\n" for line in WORDS.splitlines())
    (found,) = read(text)
    assert told([found]) == [("bob@fabrikam.example", "5.7.23", "550", "mx1.fabrikam.example")]
    assert (found.dialect, found.reporting_mta) == ("postfix", "mail.contoso.com")
    headers = {field.name: field for field in found.headers}
    assert headers["Subject"].value == "Undelivered Mail Returned to Sender"
    assert "MAILER-DAEMON" in headers["From"].value
    lines = text.split("\n")
    assert "MAILER-DAEMON" in lines[headers["From"].line - 1]
    assert "550" in lines[found.attempt.quote("text").line - 1]


@pytest.mark.parametrize("style", ANNOUNCED)
def test_several_come_one_by_one(style):
    block = ANNOUNCED[style].format(DAEMON).replace("\n> ", "\n").replace("\n>\n", "\n\n") + WORDS + "\n"
    found = read(OUTER + block + block.replace("bob@", "eve@") + block.replace("bob@", "zoe@"))
    assert [each.attempt.recipient for each in found] == [f"{name}@fabrikam.example" for name in ("bob", "eve", "zoe")]


def test_quoted_several_times():
    text = "".join(f"> > > {line}\n" for line in (ANNOUNCED["outlook, German"].format(DAEMON) + WORDS).splitlines())
    assert told(read(OUTER + text)) == [("bob@fabrikam.example", "5.7.23", "550", "mx1.fabrikam.example")]


def test_several_attached():
    report = f"From: {DAEMON}\nTo: anna@contoso.com\nSubject: Undelivered Mail Returned to Sender\n\n{WORDS}"
    parts = "".join(
        f"--x\nContent-Type: message/rfc822\n\n{report.replace('bob@', name)}\n" for name in ("bob@", "eve@")
    )
    mail = OUTER.replace("\n\n", '\nContent-Type: multipart/mixed; boundary="x"\n\n', 1) + parts + "--x--\n"
    assert [each.attempt.recipient for each in read(mail)] == ["bob@fabrikam.example", "eve@fabrikam.example"]


REPORT = (
    "Reporting-MTA: dns; mail.contoso.com\nArrival-Date: Mon, 23 Nov 2026 18:52:29 +0000\n\n"
    "Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.7.23\n"
    "Diagnostic-Code: smtp; 550 5.7.23 SPF fail\n"
)


@pytest.mark.parametrize("between", ["", "\n", "\n\n\n"])
def test_reports_pasted_below_each_other(between):
    text = REPORT + between + REPORT.replace("bob@", "eve@").replace("mail.", "mail2.")
    found = read(text)
    assert [(each.reporting_mta, each.attempt.recipient) for each in found] == [
        ("mail.contoso.com", "bob@fabrikam.example"), ("mail2.contoso.com", "eve@fabrikam.example"),
    ]  # fmt: skip
    assert "eve@" in text.split("\n")[found[1].attempt.quote("recipient").line - 1]


def test_a_line_of_a_mail_that_is_a_reply():
    mail = "From: joe@contoso.com\nTo: it@contoso.com\nSubject: hi\n\n550 5.1.1 <bob@fabrikam.example>: User unknown\n"
    assert told([one(mail)]) == [("bob@fabrikam.example", "5.1.1", "550", None)]
    words = "Hi,\n\n550 5.7.23 The message was rejected\nbecause of SPF\n\nRegards, 550 of us\n"
    (found,) = read(OUTER + words)
    assert (found.attempt.status, found.attempt.text) == ("5.7.23", "The message was rejected because of SPF")


def test_the_grey_block_alone():
    found = one("Remote Server returned '550 5.7.23 The message was rejected because of SPF violation'")
    assert (found.kind, found.attempt.status, found.attempt.reply) == (Kind.BOUNCE, "5.7.23", "550")


@pytest.mark.parametrize(
    "text",
    [
        OUTER + "Lunch?\n\nFrom: Bob <bob@fabrikam.example>\nSent: Monday, November 23, 2026 10:14 AM\n"
        "To: Anna <anna@contoso.com>\nSubject: Lunch\n\nAt noon, table 550 is free.\n",
        OUTER + "Total: 550 5 pieces\nRoom: 4 5 1\nTime: 10:15\n",
        OUTER + "> 550 5 7 people came\n",
    ],
)
def test_what_is_forwarded_is_not_always_a_bounce(text):
    assert one(text).kind == Kind.NONE
