"""Who must act, and whether a refusal is final."""

from __future__ import annotations

import pytest

from mailmend.meaning import understand
from mailmend.meaning.owner import _DEFAULTS
from mailmend.model import Category, DeliveryAttempt, Kind, Notification, Original, RemoteReply
from mailmend.sources.packaged import knowledge

KNOWN = knowledge()
SPF = "Message rejected due to: SPF fail - not authorized"


def understood(*, dialect=None, reporting_mta=None, kind=Kind.BOUNCE, author=None, **attempt):
    one = DeliveryAttempt(**{"recipient": "anna@fabrikam.example", "action": "failed", "reply": "550", **attempt})
    read = Notification(
        source="-",
        kind=kind,
        dialect=dialect,
        reporting_mta=reporting_mta,
        attempts=(one,),
        original=Original(author=author),
    )
    return understand(read, KNOWN).attempts[0]


def test_every_category_has_a_default():
    assert set(_DEFAULTS) == set(Category)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        (SPF, "sender-admin"),
        ("No such user here", "sender-user"),
        ("Mailbox full", "recipient-admin"),
        ("using Customer Block list", "recipient-admin"),
        ("RESOLVER.RST.AuthRequired; authentication required", "recipient-admin"),
        ("Temporary error occurred during SPF verification.", "dns-host"),
        ("ARC validation failure", "forwarder"),
        ("", "unknown"),
    ],
)
def test_the_words_tell_the_owner(text, owner):
    assert understood(text=text).owner == owner


@pytest.mark.parametrize(
    ("ip", "owner"),
    [
        ("172.18.0.1", "recipient-admin"),
        ("10.0.0.1", "recipient-admin"),
        ("100.64.1.1", "recipient-admin"),
        ("127.0.0.1", "recipient-admin"),
        ("169.254.1.1", "recipient-admin"),
        ("fd00::1", "recipient-admin"),
        ("203.0.113.7", "sender-admin"),
        ("40.95.110.71", "sender-admin"),
    ],
)
def test_an_address_that_cannot_come_from_the_internet_is_the_receivers_fault(ip, owner):
    assert understood(text=SPF, status="5.7.23", client_ip=ip).owner == owner


def test_googles_mark_tells_whose_rule_it_was():
    rule = "This message violates contoso.com email policy. d2si123 - {}"
    google = {"remote_mta": "aspmx.l.google.com", "status": "5.7.1"}
    assert understood(text=rule.format("gcdp (in reply to end of DATA command)"), **google).owner == "recipient-admin"
    spf = "SPF unauthorized mail is prohibited. d2si123 - {}"
    assert understood(text=spf.format("gcdp"), **google).owner == "recipient-admin"
    assert understood(text=spf.format("gsmtp"), **google).owner == "sender-admin"


def test_a_rule_of_the_own_tenant_is_the_senders():
    rule = {"text": "TRANSPORT.RULES.RejectMessage; rejected by organization policy", "status": "5.7.1"}
    exchange = {"dialect": "exchange-online", "reporting_mta": "AM6PR01MB1234.eurprd01.prod.exchangelabs.com"}
    assert understood(**rule, **exchange).owner == "sender-admin"
    assert understood(**rule, **exchange, remote_mta="mx1.fabrikam.example").owner == "recipient-admin"
    remote = RemoteReply(reply="550", status="5.7.1", text=rule["text"])
    assert (
        understood(status="5.0.350", text="Remote server returned an error", remote=remote, **exchange).owner
        == "recipient-admin"
    )


def test_a_block_list_of_the_recipient_is_not_the_own_tenants():
    exchange = {"dialect": "exchange-online", "reporting_mta": "AM6PR01MB1234.eurprd01.prod.exchangelabs.com"}
    blocked = understood(text="Client host blocked by fabrikam.example using Customer Block list (AS1)", **exchange)
    assert blocked.owner == "recipient-admin"


def test_a_gateway_that_did_not_expect_the_relay_pool_is_the_senders():
    remote = RemoteReply(reply="554", status="5.7.1", text="Relaying denied")
    attempt = understood(status="5.7.367", text="Remote server returned not permitted to relay", remote=remote)
    assert (attempt.category, attempt.owner) == ("relay", "sender-admin")


@pytest.mark.parametrize(
    ("original", "author", "owner"),
    [
        ("anna@wingtip.example", "bob@contoso.com", "forwarder"),
        ("anna@old.fabrikam.example", "bob@contoso.com", "sender-admin"),
        ("anna@contoso.com", "bob@contoso.com", "sender-admin"),
        (None, "bob@contoso.com", "sender-admin"),
    ],
)
def test_a_forwarded_message_is_the_forwarders(original, author, owner):
    assert understood(text=SPF, original_recipient=original, author=author).owner == owner


@pytest.mark.parametrize(
    ("text", "mta", "owner"),
    [
        ("Client host [203.0.113.7] blocked using zen.spamhaus.org", None, "sender-admin"),
        (
            "<e22-33.smtp-out.amazonses.com[203.0.113.7]>: Client host rejected: blocked using zen.spamhaus.org",
            None,
            "sending-service",
        ),
        ("Client host [203.0.113.7] blocked using zen.spamhaus.org", "mail-yw1-f79.google.com", "sending-service"),
        (
            "Client host [40.107.1.1] blocked using zen.spamhaus.org",
            "mail-vi1eur05on2230.outbound.protection.outlook.com",
            "sender-admin",
        ),
    ],
)
def test_a_services_bad_name_is_the_services(text, mta, owner):
    assert understood(text=text, reporting_mta=mta).owner == owner


@pytest.mark.parametrize(
    ("attempt", "owner"),
    [
        ({"reply": "451", "status": "4.3.0", "text": "Internal system error"}, "transient"),
        ({"reply": "554", "status": "5.3.0", "text": "Internal system error"}, "recipient-admin"),
        ({"reply": "421", "text": "Too many connections"}, "sender-admin"),
        ({"reply": "450", "text": "Greylisted"}, "transient"),
        ({"reply": "451", "status": "4.7.24", "text": "SPF check failed"}, "sender-admin"),
    ],
)
def test_what_heals_by_itself_is_waited_for(attempt, owner):
    assert understood(**attempt).owner == owner


def test_a_delay_is_waited_for():
    assert understood(action="delayed", reply=None, text="Internal error").owner == "transient"
    assert understood(kind=Kind.DELAYED, action=None, reply=None, text="Internal error").owner == "transient"


def test_an_autoreply_asks_nothing_of_anybody():
    assert understood(kind=Kind.AUTOREPLY, action=None, reply=None).owner == "nobody"


@pytest.mark.parametrize(
    ("kind", "attempt", "permanent"),
    [
        (Kind.BOUNCE, {"action": "failed", "status": "5.1.1"}, True),
        (Kind.BOUNCE, {"action": "failed", "status": "4.4.7"}, True),  # it gave up (RFC 3464 §2.3.3)
        (Kind.DELAYED, {"action": "delayed", "status": "4.4.1"}, False),
        (Kind.DELAYED, {"action": None, "status": "4.4.1"}, False),
        (Kind.BOUNCE, {"action": None, "status": "5.7.1"}, True),
        (Kind.BOUNCE, {"action": None, "status": None, "reply": "451"}, False),
        (Kind.BOUNCE, {"action": None, "reply": None}, None),
        (Kind.AUTOREPLY, {"action": None, "reply": None}, None),
    ],
)
def test_permanence(kind, attempt, permanent):
    assert understood(kind=kind, **attempt).permanent is permanent


@pytest.mark.parametrize(
    ("attempt", "reporter", "owner"),
    [
        # The sender's own relay refuses, by its own name or through the report of another of its hosts.
        ({"text": "Relay access denied", "remote_mta": "smtp.contoso.com"}, "ws.contoso.com", "sender-admin"),
        ({"text": "Relay access denied", "remote_mta": "mx.fabrikam.example"}, "smtp.contoso.com", "recipient-admin"),
        ({"text": "Internal system error", "reply": None}, "mail.contoso.com", "sender-admin"),
        # A reply is what another server says, though the report does not name it.
        ({"text": "Internal system error", "reply": "554"}, "mail.contoso.com", "recipient-admin"),
        ({"text": "No such user here", "reply": None}, "mail.contoso.com", "sender-user"),
        # Colleagues: the server is the recipient's as well.
        (
            {"text": "Relay access denied", "remote_mta": "mx.contoso.com", "recipient": "bob@contoso.com"},
            "ws.contoso.com",
            "recipient-admin",
        ),
    ],
)
def test_what_the_senders_own_server_refuses_is_the_senders(attempt, reporter, owner):
    assert understood(author="anna@contoso.com", reporting_mta=reporter, **attempt).owner == owner


def test_a_domain_that_is_unknown_may_be_the_senders_own():
    said = "Domain {} does not exist"
    own = understood(author="anna@contoso.com", text=said.format("contoso.com"))
    other = understood(author="anna@contoso.com", text=said.format("fabrikam.example"))
    assert (own.category, own.owner) == ("host-unknown", "sender-admin")
    assert (other.category, other.owner) == ("host-unknown", "sender-user")


@pytest.mark.parametrize(
    ("attempt", "category"),
    [
        ({"command": "DATA"}, "recipient-filtered"),
        ({"status": "5.2.0"}, "recipient-filtered"),
        ({"status": "5.2.1"}, "recipient-filtered"),
        ({"status": "5.2.1", "command": "RCPT"}, "recipient-unknown"),
        ({"command": "DATA", "status": "5.1.1"}, "recipient-unknown"),
        ({"command": "RCPT"}, "recipient-unknown"),
        ({}, "recipient-unknown"),
    ],
)
def test_a_filter_that_says_user_unknown(attempt, category):
    found = understood(text="<anna@fabrikam.example>... User unknown", **attempt)
    assert (found.category, found.owner) == (category, "sender-user")
