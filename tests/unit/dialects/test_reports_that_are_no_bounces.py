"""Complaints, reports of failed authentication, aggregate reports: named as what they are."""

from __future__ import annotations

import pytest

from mailmend.model import Kind
from tests.unit.dialects.bounces import one

HEAD = "From: noreply-dmarc@fabrikam.example\nTo: dmarc@contoso.com\nMIME-Version: 1.0\n"
FAILURE = (
    HEAD
    + """Subject: FW: Quote
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an email abuse report. The message was rejected.
--x
Content-Type: message/feedback-report

Feedback-Type: auth-failure
User-Agent: Fabrikam/1.0
Version: 1
Original-Mail-From: anna@contoso.com
Original-Rcpt-To: bob@fabrikam.example
Source-IP: 203.0.113.7
Reporting-MTA: dns; mx1.fabrikam.example
Reported-Domain: contoso.com
Auth-Failure: spf
Delivery-Result: reject
Identity-Alignment: none

--x
Content-Type: message/rfc822

From: Anna <anna@contoso.com>
To: bob@fabrikam.example
Subject: Quote

Dear Bob
--x--
"""
)
AGGREGATE = (
    HEAD
    + """Subject: Report Domain: contoso.com Submitter: fabrikam.example Report-ID: <1@fabrikam.example>
Content-Type: application/gzip; name="fabrikam.example!contoso.com!1763856000!1763942400.xml.gz"
Content-Transfer-Encoding: base64

H4sIAAAAAAAAAw==
"""
)
XML = """<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata><org_name>fabrikam.example</org_name></report_metadata>
  <policy_published><domain>contoso.com</domain></policy_published>
  <record><row><source_ip>203.0.113.7</source_ip><count>550</count></row></record>
</feedback>
"""


def test_a_report_of_failed_authentication():
    found = one(FAILURE)
    tried = found.attempt
    assert (found.kind, found.dialect, found.reporting_mta) == (
        Kind.FEEDBACK, "auth-failure-report", "mx1.fabrikam.example",
    )  # fmt: skip
    assert (tried.recipient, tried.client_ip, tried.text) == ("bob@fabrikam.example", "203.0.113.7", "spf")
    assert found.original.mail_from == "anna@contoso.com"
    lines = FAILURE.split("\n")
    assert lines[tried.quote("client_ip").line - 1] == "Source-IP: 203.0.113.7"
    assert lines[tried.quote("text").line - 1] == "Auth-Failure: spf"


def test_a_complaint_is_not_one():
    found = one(FAILURE.replace("auth-failure", "abuse"))
    assert (found.kind, found.dialect) == (Kind.FEEDBACK, "feedback")


@pytest.mark.parametrize(
    "text",
    [
        AGGREGATE,
        AGGREGATE.replace("Report Domain", "DMARC report"),
        AGGREGATE.replace("application/gzip", "application/octet-stream").replace('name="fabrikam', 'title="fabrikam'),
        XML,
    ],
)
def test_an_aggregate_report(text):
    found = one(text)
    assert (found.kind, found.dialect, found.attempts) == (Kind.FEEDBACK, "dmarc-aggregate", ())


@pytest.mark.parametrize(
    "text",
    [
        AGGREGATE.replace("Report Domain", "Notes on Report Domain").replace("!", "-"),
        XML.replace("policy_published", "policy"),
        XML.replace("<feedback>", "<feed>"),
    ],
)
def test_what_only_looks_like_one(text):
    assert one(text).dialect != "dmarc-aggregate"
