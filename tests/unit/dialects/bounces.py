"""Bounces written for the tests, each in the form of its own mail system."""

from __future__ import annotations

from mailmend import dialects
from mailmend.model import Source

SENTENCE = "550 5.7.23 The message was rejected because of Sender Policy Framework violation"
REMOTE = "550 5.7.1 [203.0.113.7] is not authorized to send mail for contoso.com (SPF fail)"
GENERATED = "DB9PR05MB7721.eurprd05.prod.outlook.com"


def read(text, name="bounce"):
    """All notifications in ``text``."""
    return list(dialects.read(Source(name=name, data=text if isinstance(text, bytes) else text.encode())))


def one(text):
    """The only notification in ``text``."""
    (notification,) = read(text)
    return notification


EXCHANGE = f"""\
Received: from outside.example ([192.0.2.250]) by contoso.com; Tue, 14 Oct 2025 08:12:30 +0000
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>
To: anna@contoso.com
Date: Tue, 14 Oct 2025 08:12:29 +0200
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
X-MS-Exchange-Message-Is-Ndr:
Subject: Unzustellbar: Angebot
Auto-Submitted: auto-replied

--b
Content-Type: text/plain; charset=utf-8

Ihre Nachricht an ronald@fabrikam.example konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns;{GENERATED}
Arrival-Date: Tue, 14 Oct 2025 08:12:11 +0000

Final-Recipient: rfc822;ronald@fabrikam.example
Action: failed
Status: 5.7.23
Diagnostic-Code: smtp;{SENTENCE} -> {REMOTE}
Remote-MTA: dns;mx1.fabrikam.example

--b
Content-Type: message/rfc822

From: Anna <anna@contoso.com>
To: ronald@fabrikam.example
Subject: Angebot
Message-ID: <1@contoso.com>
Date: Tue, 14 Oct 2025 08:12:10 +0000

Hallo
--b--
"""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.contoso.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: anna@contoso.com
Date: Mon, 23 Nov 2026 18:52:29 +0000 (UTC)
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mail.contoso.com.

<bob@fabrikam.example>: host mx1.fabrikam.example[192.0.2.25] said: 550 5.7.23
    <bob@fabrikam.example>: Recipient address rejected: Message rejected due
    to: SPF fail - not authorized. Please see
    http://www.openspf.net/Why?s=mfrom;id=anna@contoso.com;ip=203.0.113.7;r=mx1
    (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.contoso.com
X-Postfix-Queue-ID: 6AFC12F035B
X-Postfix-Sender: rfc822; bounces@contoso.com
Arrival-Date: Mon, 23 Nov 2026 18:52:29 +0000 (UTC)

Final-Recipient: rfc822; bob@fabrikam.example
Original-Recipient: rfc822;bob@fabrikam.example
Action: failed
Status: 5.7.23
Remote-MTA: dns; mx1.fabrikam.example
Diagnostic-Code: smtp; 550 5.7.23 <bob@fabrikam.example>: Recipient address
    rejected: Message rejected due to: SPF fail - not authorized. Please see
    http://www.openspf.net/Why?s=mfrom;id=anna@contoso.com;ip=203.0.113.7;r=mx1

--b
Content-Type: text/rfc822-headers

Return-Path: <bounces@contoso.com>
Received: from ws (ws.contoso.com [10.0.0.4]) by mail.contoso.com; Mon, 23 Nov 2026 18:52:28 +0000
From: Anna <anna@contoso.com>
Subject: hello
Message-Id: <2@contoso.com>

--b--
"""
