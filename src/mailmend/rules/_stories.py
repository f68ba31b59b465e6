"""Bounces for the examples of rules that need the header of the returned message."""

from __future__ import annotations

_REPORT = """From: MAILER-DAEMON@mail.contoso.example
To: anna@contoso.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 10:14:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

The message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.contoso.example

Final-Recipient: rfc822; b@fabrikam.example
Action: failed
Status: {status}
Remote-MTA: dns; mx.fabrikam.example
Diagnostic-Code: smtp; {reply}

--part
Content-Type: text/rfc822-headers

Return-Path: <{mail_from}>
{headers}From: Anna <anna@contoso.example>
To: b@fabrikam.example
Subject: Quote 4411
Date: Mon, 23 Nov 2026 10:13:55 +0000
Message-ID: <4411@contoso.example>

--part--
"""


def refused(reply: str, *headers: str, mail_from: str = "anna@contoso.example") -> str:
    """A report (RFC 3464) of a refusal with ``reply``, a code and an enhanced status code before its words.

    ``headers`` are further fields of the returned message, each in one line.
    """
    status = reply.split(" ")[1]
    return _REPORT.format(reply=reply, status=status, mail_from=mail_from, headers="".join(f"{h}\n" for h in headers))


def signed(domain: str = "contoso.example", selector: str = "s1", more: str = "") -> str:
    """A DKIM-Signature field."""
    return f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s={selector}; {more}h=from:to:subject; bh=YWJj; b=YWJj"


# The public half of a key of 1024 bits whose private half nobody kept.
P = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDDZ3XGrovoRrs+gj4IY9gS5J0q/usfBYL3KT9fchidXpwjdA3b4YQ5am4UHneJ"
    "dYUJ5NeYW/svgx2lRYrTgYVV/hPBwLbOj3cISTm5TvwstN4r4FhkXDnik15os9yZ6n/nCbq6pRe1jVWWBK4mIkw3ECac5Pu57IOn"
    "J6f4GCkwDwIDAQAB"
)
KEY = f's1._domainkey.contoso.example. 300 IN TXT "v=DKIM1; k=rsa; p={P}"'
