from __future__ import annotations

from tests.unit.dialects.bounces import one, read

FAILED = (
    "2025-10-14 08:12:12 1v8Xyz-0004Ab-2C ** bob@fabrikam.example F=<anna@contoso.com> R=dnslookup T=remote_smtp"
    " H=mx1.fabrikam.example [192.0.2.25] X=TLS1.3:ECDHE_X25519__RSA:256 CV=yes: SMTP error from remote mail server"
    " after RCPT TO:<bob@fabrikam.example>: 550 5.7.1 SPF check failed: 203.0.113.7 is not allowed for contoso.com\n"
)
REJECTED = (
    "2025-10-14 08:12:12 H=mail.contoso.com (helo.contoso.com) [203.0.113.7]:4711 I=[192.0.2.25]:25"
    " F=<anna@contoso.com> rejected RCPT <bob@fabrikam.example>: [SPF] 203.0.113.7 is not allowed\n"
)


def test_a_failed_delivery():
    notification = one(FAILED)
    (attempt,) = notification.attempts
    assert notification.dialect == "exim"
    assert (attempt.recipient, attempt.reply, attempt.status) == ("bob@fabrikam.example", "550", "5.7.1")
    assert (attempt.remote_mta, attempt.remote_ip) == ("mx1.fabrikam.example", "192.0.2.25")
    assert (attempt.client_ip, notification.original.mail_from) == ("203.0.113.7", "anna@contoso.com")


def test_a_deferred_delivery_and_another_message():
    deferred = FAILED.replace("**", "==").replace("1v8Xyz", "1v8Xzz")
    found = read(FAILED + FAILED.replace("bob", "eve") + deferred)
    assert [[each.action for each in notification.attempts] for notification in found] == [
        ["failed", "failed"],
        ["delayed"],
    ]


def test_a_refusal_in_the_log_of_the_server_that_refused():
    notification = one(REJECTED)
    (attempt,) = notification.attempts
    assert (attempt.recipient, attempt.client_ip, attempt.remote_mta) == ("bob@fabrikam.example", "203.0.113.7", None)
    assert (notification.original.mail_from, notification.original.helo) == ("anna@contoso.com", "helo.contoso.com")
