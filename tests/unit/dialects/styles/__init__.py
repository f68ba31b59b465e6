"""Bounces written for the tests, each in the house style of a mail system: one file a family of systems.

They are made up: names and addresses are for documentation, and the words are those that the systems are known to use.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ORIGINAL = """\
Return-Path: <anna@contoso.example>
Received: from ws.contoso.example (ws.contoso.example [198.51.100.7]) by mail.contoso.example;
 Mon, 23 Nov 2026 18:52:28 +0000
Message-ID: <2@contoso.example>
From: Anna <anna@contoso.example>
To: bob@fabrikam.example
Subject: hello
Date: Mon, 23 Nov 2026 18:52:28 +0000
"""


@dataclass(frozen=True, kw_only=True)
class Style:
    """One bounce. ``fields`` are added to the header; ``report`` holds the fields of RFC 3464; ``raw`` is the whole."""

    name: str
    dialect: str
    words: str = ""
    report: str = ""
    fields: str = ""
    sender: str = "MAILER-DAEMON@mail.fabrikam.example"
    subject: str = "Undelivered Mail Returned to Sender"
    raw: str = ""
    recipients: tuple[str, ...] = ("bob@fabrikam.example",)
    kind: str = "bounce"
    status: str | None = None
    reply: str | None = None
    remote_mta: str | None = None
    reporting_mta: str | None = None
    category: str = "recipient-unknown"
    owner: str | None = None
    remote: tuple[str | None, str | None] | None = None
    more: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The bounce as it would arrive."""
        if self.raw:
            return self.raw
        head = (
            "Return-Path: <>\n"
            "Received: from mail.fabrikam.example by mail.contoso.example; Mon, 23 Nov 2026 18:53:00 +0000\n"
            f"From: {self.sender}\nTo: anna@contoso.example\nSubject: {self.subject}\n"
            f"Date: Mon, 23 Nov 2026 18:53:00 +0000\nMIME-Version: 1.0\n{self.fields}"
        )
        if not self.report:
            return f"{head}Content-Type: text/plain; charset=utf-8\n\n{self.words}\n"
        return (
            f'{head}Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain; charset=utf-8\n\n{self.words}\n\n"
            f"--b\nContent-Type: message/delivery-status\n\n{self.report}\n\n"
            f"--b\nContent-Type: message/rfc822\n\n{ORIGINAL}\nHallo\n\n--b--\n"
        )
