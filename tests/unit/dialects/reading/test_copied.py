"""What copying does to a report is undone, and the lines are still those of the input."""

from __future__ import annotations

import base64
import json
import quopri

import pytest

from tests.unit.dialects.bounces import one
from tests.unit.mail.test_signed import der, signature

REPORT = """\
Your message to bob@fabrikam.example couldn't be delivered.

Status code: 550 5.7.23

Error Details
Error: 550 5.7.23 The message was rejected because of an SPF violation -> 550 5.7.1 SPF: [192.0.2.7] is not allowed
Message rejected by: mx.fabrikam.example
"""
MAIL = f"""From: postmaster@contoso.com
To: anna@contoso.com
Subject: Undeliverable: Quote
Message-ID: <1@contoso.com>

{REPORT}"""
PAGE = "<html><body>" + REPORT.replace("->", "-&gt;").replace("\n", "<br>\n") + "</body></html>"


@pytest.mark.parametrize(
    "given",
    [
        REPORT,
        json.dumps(REPORT),
        repr(REPORT),
        REPORT.replace("->", "-&gt;").replace("'", "&#39;"),
        REPORT.replace("@", "\u200b@").replace("Error:", "\u200bError:\u200b"),
        REPORT.replace("-> 550", "- > 550"),
        REPORT.replace(": ", ":\n"),
        PAGE,
        quopri.encodestring(REPORT.encode(), quotetabs=True).decode().replace("_", "=5F"),
        base64.encodebytes(MAIL.encode()).decode(),
        "Subject: fwd\nFrom: it@contoso.com\nMIME-Version: 1.0\nContent-Type: application/octet-stream; "
        'name="a report.eml"\nContent-Transfer-Encoding: base64\n\n' + base64.encodebytes(MAIL.encode()).decode(),
    ],
    ids=["plain", "json", "repr", "entities", "zero-width", "ocr", "cells", "page", "source", "base64", "attached"],
)
def test_a_copied_report_says_the_same(given):
    notification = one(given)
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.reply, attempt.status) == ("bob@fabrikam.example", "550", "5.7.23")
    assert attempt.remote is not None
    assert (attempt.remote.status, attempt.client_ip) == ("5.7.1", "192.0.2.7")
    assert attempt.remote_mta == "mx.fabrikam.example"


def test_words_about_escapes_stay_as_they_are():
    text = "bob@fabrikam.example\n550 5.1.1 no such user, see C:\\new\\notes and \\n in the manual\n"
    assert "C:\\new\\notes and \\n" in one(text).attempts[0].text


def test_base64_that_is_no_mail_is_nothing():
    assert one(base64.encodebytes(bytes(range(256)) * 4).decode()).kind == "none"


def test_a_report_in_an_opaque_signature_is_read():
    inner = f"Content-Type: message/rfc822\r\n\r\n{MAIL}".encode()
    mail = b"From: it@contoso.com\nTo: anna@contoso.com\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; "
    mail += b"smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    notification = one(mail + base64.encodebytes(signature(der(0x04, inner))))
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.status) == ("bob@fabrikam.example", "5.7.23")
