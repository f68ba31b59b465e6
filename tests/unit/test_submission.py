"""The test message over real SMTP: the server is told as it spoke, and no password goes out in the clear."""

from __future__ import annotations

import socket
import ssl
import subprocess
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mailmend.embedded.smtp import EmbeddedSmtp
from mailmend.errors import UsageError
from mailmend.resolvers import World
from mailmend.submission import PASSWORD, USER, deliver, message, submit

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FROM, TO = "anna@contoso.example", "bogdan@fabrikam.example"
ZONE = 'contoso.example. 60 TXT "v=spf1 ip4:203.0.113.7 -all"\n'


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch):
    monkeypatch.delenv(USER, raising=False)
    monkeypatch.delenv(PASSWORD, raising=False)


def made():
    return message(FROM, TO, FROM, NOW)


def receiver(client_ip):
    return EmbeddedSmtp(World.parse(ZONE, path="x", read=str).resolve, client_ip=client_ip)


def test_accepted_and_labelled_as_a_test():
    with receiver("203.0.113.7") as server:
        sent = submit(f"{server.host}:{server.port}", FROM, TO, made())
    assert (sent.accepted, sent.command, sent.code) == (True, "DATA", 250)
    (delivered,) = server.delivered
    assert (delivered.mail_from, delivered.recipients) == (FROM, (TO,))
    assert b"Subject: Delivery test:" in delivered.content
    assert b"Auto-Submitted: auto-generated" in delivered.content
    assert b"This is a delivery test, sent by mailmend" in delivered.content
    assert sent.message_id.encode() in delivered.content


def test_refused_with_the_words_of_the_server():
    with receiver("203.0.113.8") as server:
        sent = submit(f"{server.host}:{server.port}", FROM, TO, made())
    assert (sent.accepted, sent.command, sent.code) == (False, "RCPT", 550)
    assert "SPF fail" in sent.reply


def test_the_null_return_path():
    with receiver("203.0.113.7") as server:
        submit(f"{server.host}:{server.port}", "", TO, message("", TO, "postmaster@contoso.example", NOW))
    assert [found.mail_from for found in server.delivered] == [""]


def test_nobody_listens_or_somebody_who_speaks_no_smtp():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    sent = submit(f"127.0.0.1:{port}", FROM, TO, made())
    assert (sent.accepted, sent.code, sent.command) == (False, None, "connecting")


@pytest.mark.parametrize("where", ["", ":25", "host:", "host:x", "host:99999", "a b", "host:0"])
def test_what_names_no_server(where):
    with pytest.raises(UsageError):
        submit(where, FROM, TO, made())


# -- STARTTLS and AUTH ------------------------------------------------------------------------------------------------


class Accepts:
    """A submission server's hooks: one user."""

    messages = 0

    async def handle_DATA(self, _server, _session, _envelope):  # noqa: N802 - its name
        self.messages += 1
        return "250 2.0.0 queued"


def authenticated(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"anna", b"s3cret"), handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def submission(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        Accepts(),
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        authenticator=authenticated,
        auth_required=True,
        require_starttls=True,
    )
    controller.start()
    yield controller
    controller.stop()


def test_signed_in_over_verified_tls(submission, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    monkeypatch.setenv(USER, "anna")
    monkeypatch.setenv(PASSWORD, "s3cret")
    assert submit(f"localhost:{submission.port}", FROM, TO, made()).accepted
    monkeypatch.setenv(PASSWORD, "wrong")
    sent = submit(f"localhost:{submission.port}", FROM, TO, made())
    assert (sent.accepted, sent.command, sent.code) == (False, "AUTH", 535)
    assert "wrong" not in sent.reply


def test_no_password_where_the_server_is_not_verified(submission, monkeypatch):
    monkeypatch.setenv(USER, "anna")
    monkeypatch.setenv(PASSWORD, "s3cret")
    sent = submit(f"localhost:{submission.port}", FROM, TO, made())
    assert (sent.accepted, sent.command, sent.code) == (False, "STARTTLS", None)


def test_no_password_without_tls(monkeypatch):
    monkeypatch.setenv(USER, "anna")
    monkeypatch.setenv(PASSWORD, "s3cret")
    with receiver("203.0.113.7") as server:
        sent = submit(f"{server.host}:{server.port}", FROM, TO, made())
    assert (sent.accepted, sent.code) == (False, None)
    assert "no password is sent" in sent.reply
    assert server.delivered == []


def test_without_credentials_unverified_tls_is_taken(submission):
    sent = submit(f"localhost:{submission.port}", FROM, TO, made())
    assert (sent.command, sent.code) == ("MAIL", 530)


def test_delivered_by_this_machine(monkeypatch):
    with receiver("203.0.113.7") as server:
        monkeypatch.setattr("mailmend.submission.RELAY", server.port)
        assert deliver(server.host, FROM, TO, made()).accepted
