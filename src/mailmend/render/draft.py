"""A letter as a mail that is not sent yet."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP


def draft(to: str, subject: str, body: str, language: str) -> bytes:
    """The letter as a draft that a mail program opens (RFC 5322; ``X-Unsent`` as Outlook and others know it)."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if to:
        message["To"] = to
    message.set_content(body + "\n", cte="quoted-printable")
    message["Content-Language"] = language
    # EmailMessage folds a long subject so that it is read back with other spaces (RFC 2047 section 6.2).
    charset = "us-ascii" if subject.isascii() else "utf-8"
    encoded = Header(subject, charset, header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {encoded}\r\n".encode("ascii") + message.as_bytes()
