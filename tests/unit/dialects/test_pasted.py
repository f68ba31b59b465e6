from __future__ import annotations

import pytest

from mailmend.model import Kind
from tests.unit.dialects.bounces import one, read


@pytest.mark.parametrize(
    ("text", "recipient", "status"),
    [
        (
            (
                "** Message blocked **\n\nYour message to bob@fabrikam.example has been blocked.\n\n"
                "The response from the remote server was:\n550 5.7.23 SPF validation failed\n"
            ),
            "bob@fabrikam.example",
            "5.7.23",
        ),
        (
            (
                "The following recipient(s) cannot be reached:\n\n      'bob@fabrikam.example' on 14/10/2025 10:12\n"
                "            Server error: '550 5.7.23 The message was rejected'\n"
            ),
            "bob@fabrikam.example",
            "5.7.23",
        ),
        (
            "Delivery to the following recipient failed permanently:\n\n     bob@fabrikam.example\n",
            "bob@fabrikam.example",
            None,
        ),
        ("bob@fabrikam.example<mailto:bob@fabrikam.example>: 550 5.1.1 none\n", "bob@fabrikam.example", "5.1.1"),
    ],
)
def test_a_paste_names_who_failed_and_why(text, recipient, status):
    notification = one(text)
    (attempt,) = notification.attempts
    assert notification.kind == Kind.BOUNCE
    assert (attempt.recipient, attempt.status) == (recipient, status)


def test_a_forwarded_block_tells_who_wrote_what_is_forwarded():
    notification = one(
        "From: Microsoft Outlook <MicrosoftExchange@contoso.com>\nSent: Tuesday, October 14, 2025 11:12 AM\n"
        "To: Anna <anna@contoso.com>\nSubject: Undeliverable: Quote\n\n"
        "Your message to bob@fabrikam.example couldn't be delivered.\n\n550 5.7.23 SPF fail\n"
    )
    assert [(field.name, field.line) for field in notification.headers] == [
        ("From", 1), ("To", 3), ("Subject", 4), ("Date", 2),
    ]  # fmt: skip
    assert notification.attempts[0].recipient == "bob@fabrikam.example"


def test_a_mail_about_a_report_is_read_where_a_machine_speaks():
    notification = one(
        "From: anna@contoso.com\nTo: it@contoso.com\nMessage-ID: <1@contoso.com>\nSubject: help\n\nsee:\n"
        "> bob@fabrikam.example\n> mx.fabrikam.example\n> Remote Server returned '550 5.1.1 no such user'\n"
    )
    assert notification.attempts[0].recipient == "bob@fabrikam.example"


def test_two_reports_of_different_houses_below_each_other_are_two():
    first = "Generating server: AM0PR08MB4321.eurprd08.prod.outlook.com\nbob@fabrikam.example\n"
    first += "Remote Server returned '550 5.7.23 SPF violation'\nOriginal message headers:\nFrom: anna@contoso.com\n"
    second = (
        "<eva@tailspin.example>: host mx.tailspin.example[192.0.2.9] said: 550 5.1.1 unknown (in reply to RCPT TO)\n"
    )
    found = read(f"{first}\n-----\n\nand:\n\n{second}")
    assert [(each.dialect, each.attempts[0].recipient, each.attempts[0].status) for each in found] == [
        ("exchange-online", "bob@fabrikam.example", "5.7.23"), ("pasted", "eva@tailspin.example", "5.1.1"),
    ]  # fmt: skip
    assert [each.attempts[0].quote("recipient").line for each in found] == [2, 11]


def test_a_line_of_dashes_inside_one_report_divides_nothing():
    (found,) = read(
        "bob@fabrikam.example\n550 5.1.1 no such user\n-----\nSee bob@fabrikam.example: 550 5.1.1 no user\n"
    )
    assert [each.recipient for each in found.attempts] == ["bob@fabrikam.example"]
