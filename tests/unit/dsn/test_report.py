from __future__ import annotations

import time

import pytest

from mailmend import dsn

REPORT = """\
Reporting-MTA: dns; mail.contoso.com
X-Postfix-Sender: rfc822; anna@contoso.com

Final-Recipient: rfc822; ronald@fabrikam.example
Original-Recipient: rfc822;ron@fabrikam.example
Action: failed
Status: 5.7.23
Remote-MTA: dns; mx1.fabrikam.example
Diagnostic-Code: smtp; 550 5.7.23 SPF fail

Final-Recipient: rfc822; sales@fabrikam.example
Action: delayed
Status: 4.4.1 (no answer)
"""


def test_a_report_as_the_rfc_wants_it():
    report = dsn.parse(REPORT)
    assert report.get("reporting-mta").typed == "mail.contoso.com"
    first, second = report.recipients
    assert (first.address, first.original) == ("ronald@fabrikam.example", "ron@fabrikam.example")
    assert (first.action, first.status, first.diagnostic) == ("failed", "5.7.23", "550 5.7.23 SPF fail")
    assert first.remote == ("mx1.fabrikam.example", None)
    assert (second.address, second.action, second.status) == ("sales@fabrikam.example", "delayed", "4.4.1")
    assert (second.diagnostic, second.remote) == (None, (None, None))


@pytest.mark.parametrize(
    "text",
    [
        REPORT.replace("\n\n", "\n"),  # no empty lines
        REPORT.replace("\n", "\n\n"),  # one after every field
        REPORT.replace("Status: 5", "\nStatus: 5"),  # one in the middle of a recipient
        "\n\n" + REPORT,
    ],
)
def test_empty_lines_may_be_missing_or_too_many(text):
    assert [(each.address, each.action) for each in dsn.parse(text).recipients] == [
        ("ronald@fabrikam.example", "failed"),
        ("sales@fabrikam.example", "delayed"),
    ]


def test_fields_may_be_folded_wrong():
    text = (
        "Final-Recipient: rfc822;a@b.example\nDiagnostic-Code: smtp;550 5.7.1 see\nhttp://x.example/ for more\n text\n"
    )
    assert dsn.parse(text).recipients[0].diagnostic == "550 5.7.1 see http://x.example/ for more text"


def test_what_follows_the_report_is_not_part_of_it():
    text = REPORT + "\nThis mail was scanned: nothing found\n"
    assert dsn.parse(text).recipients[1].status == "4.4.1"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("rfc822;a@b.example", "a@b.example"),
        ("RFC822; <a@b.example>", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("rfc822; a@b.example (Anna)", "a@b.example"),
        ("utf-8; \\x{70}\\x{11F}@b.example", "pğ@b.example"),  # RFC 6533 §3
        ("rfc822; =?utf-8?q?x?=@b.example", "=?utf-8?q?x?=@b.example"),  # RFC 2047 §5 (3)
        ("x400; /C=ro/A=x/", None),
        ("rfc822; anna", None),
    ],
)
def test_recipient_addresses(value, address):
    assert dsn.parse(f"Final-Recipient: {value}\nAction: failed\n").recipients[0].address == address


def test_an_address_inside_the_host_gives_way_to_the_one_that_was_written():
    text = "Final-Recipient: rfc822;@mx.example:anna@server\nOriginal-Recipient: rfc822;anna@contoso.com\n"
    assert dsn.parse(text).recipients[0].address == "anna@contoso.com"


@pytest.mark.parametrize(
    ("value", "remote"),
    [
        ("dns;mx.example.com", ("mx.example.com", None)),
        ("dns; mx.example.com. (192.0.2.3, the server for the domain x.example.)", ("mx.example.com", "192.0.2.3")),
        ("dns; [192.0.2.3]", (None, "192.0.2.3")),
        ("DNS; mailhost", ("mailhost", None)),
        ("dns;", (None, None)),
    ],
)
def test_remote_mta(value, remote):
    assert dsn.parse(f"Final-Recipient: rfc822;a@b.example\nRemote-MTA: {value}\n").recipients[0].remote == remote


def test_spans_lead_to_the_field():
    report = dsn.parse(REPORT)
    span = report.recipients[0].get("remote-mta").span
    assert span.of(REPORT) == "dns; mx1.fabrikam.example"


def test_recipients_are_bounded():
    assert len(dsn.parse("Final-Recipient: rfc822;a@b.example\nAction: failed\n\n" * 21_000).recipients) == 20_000


def test_the_fields_of_one_recipient_take_linear_time_and_are_bounded():
    text = "Final-Recipient: rfc822;a@b.example\n" + "".join(f"X-{n}: y\n" for n in range(50_000))
    started = time.process_time()
    assert len(dsn.parse(text).recipients[0].fields) == 200
    assert time.process_time() - started < 2


def test_a_character_that_is_none_becomes_a_mark():
    (recipient,) = dsn.parse("Final-Recipient: utf-8; a\\x{D800}b\\x{FFFFFF}@c.example\nAction: failed\n").recipients
    assert recipient.address == "a\ufffdb\ufffd@c.example"
