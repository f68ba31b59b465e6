from __future__ import annotations

from mailmend.model import Kind
from tests.unit.dialects.bounces import one

REPORT = """\
From: feedbackloop@isp.example
To: abuse@contoso.com
Subject: Fw: offer
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an abuse report. 550 5.7.1 is no reply here.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Reporting-MTA: dns; mx.isp.example
Source-IP: 192.0.2.1
Original-Rcpt-To: <bob@isp.example>

--b
Content-Type: message/rfc822

From: anna@contoso.com
To: undisclosed@isp.example

x
--b--
"""


def test_a_feedback_report_names_who_complained():
    notification = one(REPORT)
    assert (notification.kind, notification.reporting_mta) == (Kind.FEEDBACK, "mx.isp.example")
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.reply, attempt.client_ip) == ("bob@isp.example", None, None)


def test_without_that_field_it_is_whom_the_message_was_for():
    text = REPORT.replace("Original-Rcpt-To: <bob@isp.example>\n", "")
    assert one(text).attempts[0].recipient == "undisclosed@isp.example"
