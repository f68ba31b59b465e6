"""One test message through the submission server that the asker names (RFC 6409), and what the server says to it.

The path that failed is tested only by a message that takes it: from the same return path, through the same server, to
the same recipient. A message that this machine delivers itself (:func:`deliver`) comes from another address.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from mailmend.errors import UsageError
from mailmend.model import Sent

USER, PASSWORD = "MAILMEND_SMTP_USER", "MAILMEND_SMTP_PASSWORD"
SUBMISSION, SUBMISSIONS, RELAY = 587, 465, 25  # RFC 6409, RFC 8314 §3, RFC 5321
_PATIENCE = 30.0  # seconds
_MOST_REPLY = 2_000


def message(mail_from: str, recipient: str, author: str, now: datetime) -> EmailMessage:
    """The test message, labelled as what it is (RFC 3834 §5 for ``Auto-Submitted``)."""
    made = EmailMessage()
    made["From"] = author
    made["To"] = recipient
    made["Subject"] = "Delivery test: an earlier message to you was refused"
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=author.rpartition("@")[2] or "localhost.invalid")
    made["Auto-Submitted"] = "auto-generated"
    made["X-Mailmend-Test"] = "delivery test after a change of the sender's SPF record"
    made.set_content(
        f"This is a delivery test, sent by mailmend for {author or mail_from}.\n\n"
        "An earlier message to this address was refused because of the sender's SPF record. The record has been\n"
        "changed since, and this message tests that mail is accepted again. Nobody needs to answer it.\n"
    )
    return made


def submit(where: str, mail_from: str, recipient: str, made: EmailMessage) -> Sent:
    """Hand ``made`` to the submission server ``HOST[:PORT]``; never raises for what the network or the server do.

    TLS is used where it is offered; a user and password from the environment are sent over verified TLS only.
    Raises UsageError where ``where`` names no server.
    """
    host, port = _place(where, SUBMISSION)
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    talk = _Talk(f"{host}:{port}", made, signs_in=bool(user and password))
    try:
        with talk.connected(host, port) as smtp:
            if user and password:
                talk.sign_in(smtp, user, password)
            return talk.hand_over(smtp, mail_from, recipient)
    except smtplib.SMTPResponseException as error:
        return talk.ended(error.smtp_code, error.smtp_error)
    except smtplib.SMTPException as error:
        return talk.ended(None, str(error) or type(error).__name__)
    except (OSError, ssl.SSLError) as error:
        return talk.ended(None, f"{error.strerror or error}")


def deliver(mail_exchanger: str, mail_from: str, recipient: str, made: EmailMessage) -> Sent:
    """Hand ``made`` to the receiver's own server from this machine: another address than that of the failed path."""
    talk = _Talk(f"{mail_exchanger}:{RELAY}", made, signs_in=False)
    try:
        with talk.connected(mail_exchanger, RELAY) as smtp:
            return talk.hand_over(smtp, mail_from, recipient)
    except smtplib.SMTPResponseException as error:
        return talk.ended(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return talk.ended(None, str(error) or type(error).__name__)


class _Talk:
    """One conversation; it remembers the command that it is at, so that a failure can name it."""

    def __init__(self, server: str, made: EmailMessage, *, signs_in: bool) -> None:
        self._server = server
        self._made = made
        self._signs_in = signs_in
        self._command = "connecting"

    def connected(self, host: str, port: int) -> smtplib.SMTP:
        """A greeted connection, with TLS where that is offered. Whose name is not verified gets no password."""
        context = ssl.create_default_context()
        if not self._signs_in:
            # RFC 7435: without a secret to protect, unverified encryption is better than none.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if port == SUBMISSIONS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(host, port, timeout=_PATIENCE)
        self._command = "EHLO"
        smtp.ehlo_or_helo_if_needed()
        if port != SUBMISSIONS and smtp.has_extn("starttls"):
            self._command = "STARTTLS"
            smtp.starttls(context=context)
            smtp.ehlo()
        elif port != SUBMISSIONS and self._signs_in:
            smtp.close()
            raise smtplib.SMTPException("it offers no STARTTLS, so no password is sent")
        return smtp

    def sign_in(self, smtp: smtplib.SMTP, user: str, password: str) -> None:
        """RFC 4954."""
        self._command = "AUTH"
        smtp.login(user, password)

    def hand_over(self, smtp: smtplib.SMTP, mail_from: str, recipient: str) -> Sent:
        """MAIL, RCPT, DATA (RFC 5321 §3.3); the first refusal ends it."""
        for self._command, command in (("MAIL", f"MAIL FROM:<{mail_from}>"), ("RCPT", f"RCPT TO:<{recipient}>")):
            code, reply = smtp.docmd(command)
            if code >= 300:
                return self.ended(code, reply)
        self._command = "DATA"
        code, reply = smtp.data(self._made.as_bytes())
        return self.ended(code, reply)

    def ended(self, code: int | None, reply: bytes | str) -> Sent:
        """How it ended."""
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        return Sent(
            server=self._server,
            command=self._command,
            code=code,
            reply=" ".join(text.split())[:_MOST_REPLY],
            message_id=str(self._made["Message-ID"]),
        )


def _place(where: str, default: int) -> tuple[str, int]:
    host, colon, port = where.rpartition(":")
    if not colon or where.endswith("]") or (":" in host and not host.startswith("[")):
        host, port = where, str(default)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit() or not 0 < int(port) < 65536 or any(c.isspace() for c in host):
        raise UsageError("{where!a} names no submission server: use HOST or HOST:PORT", where=where[:80])
    return host, int(port)
