"""At which command a server refused: what is said around its reply, and nothing else."""

from __future__ import annotations

import pytest

from mailmend.dialects.reading.command import command_in


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("550 5.1.1 User unknown (in reply to RCPT TO command)", "RCPT"),
        ("550 5.7.1 no (in reply to MAIL FROM command)", "MAIL"),
        ("554 5.7.1 spam (in reply to end of DATA command)", "DATA"),
        ("554 5.7.1 spam (in reply to DATA command)", "DATA"),
        ("504 no (in reply to EHLO command)", "EHLO"),
        ("504 no (in reply to\n    HELO command)", "EHLO"),
        ("554 INVALID IP FOR SENDING MAIL OF DOMAIN contoso.example [RCPT_TO]", "RCPT"),
        ("550 5.1.1 User unknown", None),
        # What a server says of commands is no report of the one it refused.
        ("503 RCPT first (#5.5.1)", None),
        ("550 Sender rejected in reply to your complaint", None),
        ("", None),
    ],
)
def test_what_stands_behind_the_reply(words, command):
    assert command_in("", words) == command


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ("SMTP error from remote mail server after RCPT TO:<bob@x.example>:\n", "RCPT"),
        ("SMTP error from remote mail server after end of data:\n", "DATA"),
        ("SMTP error from remote mail server after pipelined sending data block: ", "DATA"),
        ("SMTP error from remote mail server after MAIL FROM:<a@x.example> SIZE=1: ", "MAIL"),
        ("SMTP error from remote mail server after initial connection:\n", "CONN"),
        ("SMTP error from remote server for RCPT TO command, host: mx.x.example (192.0.2.1) reason: ", "RCPT"),
        ("192.0.2.1 does not like recipient.\nRemote host said: ", "RCPT"),
        ("192.0.2.1 failed after I sent the message.\nRemote host said: ", "DATA"),
        ("mx.x.example [192.0.2.1] did not like our RCPT TO:\n", "RCPT"),
        ("mx.x.example [192.0.2.1] did not like our final DATA:\n", "DATA"),
        (">>> DATA\n<<< ", "DATA"),
        (">>> RCPT To:<bob@x.example>\n<<< ", "RCPT"),
        (">>> RCPT To:<bob@x.example>\n<<< 250 fine\n>>> QUIT\n", None),
        ("Remote host said: ", None),
    ],
)
def test_what_stands_in_front_of_it(before, command):
    assert command_in(before, "550 no") == command


@pytest.mark.parametrize(
    ("after", "command"),
    [
        ("\n\n-------SMTP command\nDATA\n\n-------original mail info\n", "DATA"),
        ("\nSMTP command: RCPT TO:<bob@x.example>\n", "RCPT"),
        ("\nLast command: MAIL FROM:<a@x.example>\n", "MAIL"),
        ("\nThe next command: DATA\n", None),
        ("\n\n------- This is a copy of the message\nDATA\n", None),
        ("", None),
    ],
)
def test_a_section_below_the_reply(after, command):
    assert command_in("", "550 no", after) == command


def test_what_stands_below_tells_before_what_stands_around():
    assert command_in(">>> MAIL From:<a@x.example>\n", "550 no", "\n---SMTP command\nDATA\n") == "DATA"


@pytest.mark.parametrize("letter", [">", "(", "[", "\n", " ", "-"])
def test_hostile_words_are_answered_at_once(letter):
    assert command_in(letter * 20_000, letter * 20_000, letter * 20_000) is None
