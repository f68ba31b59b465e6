"""Mail as people and machines write it every day, and none of it a bounce, though much of it speaks of failures."""

from __future__ import annotations

from collections.abc import Iterator

SENDERS = (
    "Bob <bob@fabrikam.example>",
    "DHL Parcel <noreply@dhl.example>",
    "support@helpdesk.example",
    "Newsletter <news@mailer.example>",
    "no-reply@github.example",
    "Ana Popescu <ana.popescu@contoso.com>",
    "postmaster@fabrikam.example",
)
SUBJECTS_AND_WORDS = (
    ("Lunch?", "Noon at the usual place?\n\nBob\n"),
    (
        "Your parcel could not be delivered",
        "We were unable to deliver your parcel today.\n\nQuestions? service@dhl.example\n",
    ),
    ("Delivery failed: parcel 5501234", "The address was not found. Write to service@dhl.example or call 550 12 34.\n"),
    ("Invoice 550", "Please pay 550 EUR by Friday.\n\naccounting@fabrikam.example\n"),
    ("Release 5.2.1", "Version 5.2.1 fixes 421 bugs. Build 4.4.7 is obsolete.\nContact: dev@project.example\n"),
    ("Re: mail problems", "Did you see why mails to bob@fabrikam.example fail? I could not find the reason.\n\nAna\n"),
    ("Re: SPF", "anna@contoso.com wrote:\n> Our SPF record is broken, I believe.\n\nThen mend it.\n"),
    ("Meeting at 5.1.1", "Room 5.1.1, 450 seats. Not found? Ask reception@fabrikam.example\n"),
    ("Newsletter", "Your message matters to us!\n\nUnsubscribe: mailto:unsubscribe@mailer.example\n550 new products\n"),
    (
        "Password reset failed",
        "The account bob@fabrikam.example was blocked after 5 failed attempts from 203.0.113.7.\n",
    ),
    ("Backup report", "Job failed with error 554 at 10:12.\nHost: nas.fabrikam.example [192.0.2.1]\n"),
    ("[ticket 421] closed", "Dear user,\n\nyour ticket 421 is closed.\nuser: bob@fabrikam.example\n"),
    ("Undeliverable promises", "A book review: five stars, 552 pages.\nreviews@books.example\n"),
    ("Bounce house rental", "The bounce castle is reserved for Saturday. Deposit 550.\nparty@fun.example\n"),
    ("Your message has been received", "We will answer your message within 450 minutes.\nteam@helpdesk.example\n"),
    ("Warning: disk full", "Filesystem /var is full (99%).\nroot@server.fabrikam.example\n"),
    ("", ""),
    ("Rückgabe", "Die Lieferung an Müller konnte nicht zugestellt werden.\nservice@dhl.example\n"),
)
HEADERS = (
    (
        "Received: from mx.fabrikam.example ([192.0.2.25]) by mail.contoso.com; Tue, 14 Oct 2025 08:12:30 +0000\n"
        "Return-Path: <bob@fabrikam.example>\nMessage-ID: <1@fabrikam.example>\n"
    ),
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nList-Unsubscribe: <mailto:u@mailer.example>\n",
)


def ordinary_mails() -> Iterator[bytes]:
    """Every sender with every subject, in two sorts of header."""
    for sender in SENDERS:
        for subject, words in SUBJECTS_AND_WORDS:
            for header in HEADERS:
                if sender.startswith("postmaster") and ("fail" in words or "not" in words.lower() or "full" in words):
                    continue  # a mail system that speaks of failures is what a bounce is
                yield f"{header}From: {sender}\nTo: anna@contoso.com\nSubject: {subject}\n\n{words}".encode()
