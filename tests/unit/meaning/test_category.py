"""Categories and subtypes of refusals."""

from __future__ import annotations

import pytest

from mailmend.meaning import understand
from mailmend.model import DeliveryAttempt, Kind, Notification, RemoteReply
from mailmend.sources.packaged import knowledge

KNOWN = knowledge()
WRAPPER = "The message was rejected because of Sender Policy Framework violation"
EXCHANGE = {"dialect": "exchange-online", "reporting_mta": "AM6PR01MB1234.eurprd01.prod.exchangelabs.com"}


def understood(*, dialect=None, reporting_mta=None, kind=Kind.BOUNCE, **attempt):
    one = DeliveryAttempt(**{"recipient": "anna@fabrikam.example", "action": "failed", **attempt})
    read = Notification(source="-", kind=kind, dialect=dialect, reporting_mta=reporting_mta, attempts=(one,))
    return understand(read, KNOWN).attempts[0]


def wrapped(reply, status, text):
    remote = RemoteReply(reply=reply, status=status, text=text)
    return understood(
        status="5.7.23", reply="550", text=WRAPPER, remote=remote, remote_mta="mx1.fabrikam.example", **EXCHANGE
    )


@pytest.mark.parametrize(
    ("reply", "status", "text", "category", "subtype"),
    [
        ("550", "5.7.1", "[203.0.113.7] is not authorized to send mail for contoso.com (SPF fail)", "auth", "spf"),
        ("550", "5.7.24", "SPF permanent error: two or more records found", "auth", "spf"),
        ("550", "5.7.23", "", "auth", "spf"),
        (
            "550",
            "5.7.26",
            "Unauthenticated email from contoso.com is not accepted due to;domain's DMARC policy.",
            "auth",
            "dmarc",
        ),
        (
            "550",
            None,
            "Please ensure the service you are sending from either has SPF, DKIM, or DMARC",
            "auth",
            "unauthenticated",
        ),
        (
            "550",
            "5.7.26",
            "This mail has been blocked because the sender is unauthenticated. gsmtp",
            "auth",
            "unauthenticated",
        ),
        ("550", "5.7.1", "SPF check failed, DKIM verification failed", "auth", "multiple"),
        ("550", "5.7.1", "rejected due to DMARC policy: SPF fail, DKIM fail", "auth", "dmarc"),
        ("550", "5.7.1", "SPF pass, DKIM fail", "auth", "dkim"),
        ("550", "5.7.1", "DKIM failed. SPF passed", "auth", "dkim"),
        ("554", "5.7.1", "Client host [203.0.113.7] blocked using zen.spamhaus.org", "reputation", None),
        # The far server names no authentication: only the wrapper does, and it is no witness for the subtype.
        ("550", "5.7.1", "Message from 203.0.113.7 rejected by local policy", "auth", None),
        ("550", "5.7.1", "Access denied", "auth", None),
        # It says nothing at all: then Microsoft's reading of it is all there is.
        ("550", None, "Rejected", "auth", "spf"),
    ],
)
def test_in_a_wrapper_the_far_servers_words_decide(reply, status, text, category, subtype):
    attempt = wrapped(reply, status, text)
    assert (attempt.category, attempt.subtype) == (category, subtype)


def test_a_wrapper_without_remote_words_speaks_for_itself():
    attempt = understood(status="5.7.23", reply="550", text=WRAPPER, **EXCHANGE)
    assert (attempt.category, attempt.subtype) == ("auth", "spf")


def test_a_wrapper_that_knows_nothing_leaves_the_vague_words():
    remote = RemoteReply(reply="550", status=None, text="Denied by policy")
    attempt = understood(status="5.0.350", text="Remote server returned an error", remote=remote, **EXCHANGE)
    assert attempt.category == "policy"


@pytest.mark.parametrize(
    ("status", "text", "category", "subtype"),
    [
        (
            "5.7.26",
            "<anna@fabrikam.example>: Recipient address rejected: Multiple authentication checks failed",
            "auth",
            "multiple",
        ),
        ("5.7.1", "Your message was rejected due to contoso.com's DMARC policy.", "auth", "dmarc"),
        (
            "5.7.509",
            "sending domain [CONTOSO.COM] does not pass DMARC verification and has a DMARC policy of reject.",
            "auth",
            "dmarc",
        ),
        (
            "5.7.515",
            "Access denied, sending domain X doesn't meet the required authentication level. Spf= Fail",
            "auth",
            "unauthenticated",
        ),
        ("5.1.1", "<anna@fabrikam.example>... User unknown", "recipient-unknown", None),
        ("5.1.1", "<anna@fabrikam.example>... Mailbox full", "mailbox-full", None),
        ("5.2.2", None, "mailbox-full", None),
        ("5.1.8", "Access denied, bad outbound sender AS(42004)", "sender-blocked", None),
        (None, None, "unknown", None),
        (None, "Lorem ipsum dolor", "unknown", None),
    ],
)
def test_words_and_codes_without_a_wrapper(status, text, category, subtype):
    attempt = understood(status=status, reply="550" if text else None, text=text)
    assert (attempt.category, attempt.subtype) == (category, subtype)


def test_the_remote_mta_tells_who_speaks():
    said = {"status": "5.7.27", "reply": "550", "text": "Blocked"}
    assert understood(**said, remote_mta="gmail-smtp-in.l.google.com").subtype == "spf"
    assert understood(**said, remote_mta="mx.example.net").category == "host-no-mail"


def test_a_google_group_is_known_by_its_address_in_any_language():
    attempt = understood(recipient="team@googlegroups.com", text="Nachricht konnte nicht veröffentlicht werden")
    assert attempt.category == "sender-rejected"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_arrived_was_not_refused(action):
    attempt = understood(action=action, status="2.1.5", text="spam")
    assert (attempt.category, attempt.owner, attempt.permanent) == ("unknown", "nobody", None)


@pytest.mark.parametrize(
    ("command", "status", "text", "category"),
    [
        # A server knows its users at RCPT: one that denies a user when it has the message hides a filter.
        ("DATA", None, "bob@fabrikam.example... No such user", "recipient-filtered"),
        ("DATA", "5.0.0", "User unknown", "recipient-filtered"),
        ("DATA", "5.1.1", "User unknown", "recipient-unknown"),
        ("DATA", None, "Mailbox unavailable or access denied", "recipient-unknown"),
        ("RCPT", None, "bob@fabrikam.example... No such user", "recipient-unknown"),
        (None, None, "bob@fabrikam.example... No such user", "recipient-unknown"),
        (None, "5.2.1", "<bob@fabrikam.example>... User Unknown", "recipient-filtered"),
    ],
)
def test_a_denial_after_data_is_a_filters(command, status, text, category):
    attempt = understood(reply="550", status=status, text=text, command=command)
    assert attempt.category == category


@pytest.mark.parametrize(
    ("command", "reply", "text", "category"),
    [
        # Before EHLO the server knows the client's address alone.
        ("CONN", "554", "mx.fabrikam.example", "reputation"),
        ("CONN", "554", "No reverse DNS", "sender-dns"),
        ("CONN", "421", "mx.fabrikam.example", "system"),
        ("CONN", "521", "mx.fabrikam.example", "host-no-mail"),
        ("MAIL", "554", "mx.fabrikam.example", "unknown"),
        (None, "554", "mx.fabrikam.example", "unknown"),
    ],
)
def test_a_greeting_that_refuses_is_about_the_address(command, reply, text, category):
    assert understood(reply=reply, text=text, command=command).category == category


@pytest.mark.parametrize(
    ("reply", "status", "text", "category"),
    [
        # One telling word is better than a code that means almost anything …
        ("554", "5.7.1", "E-17: your quota, see the manual", "mailbox-full"),
        ("554", "5.7.1", "E-17: see the manual", "security"),
        # Of two the one that means one thing.
        ("554", "5.7.1", "E-17: your quota, because of your attachment", "content"),
        # … but not better than a code that names one thing, or than words that are known.
        ("550", "5.1.1", "E-17: your quota, see the manual", "recipient-unknown"),
        ("550", "5.7.1", "Mailbox full; attachments were kept", "mailbox-full"),
        # A sentence without a code tells nothing by one word.
        (None, None, "E-17: your quota, see the manual", "unknown"),
    ],
)
def test_single_words_stand_between_words_and_vague_codes(reply, status, text, category):
    assert understood(reply=reply, status=status, text=text).category == category
