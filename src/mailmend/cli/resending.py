"""The end of ``mailmend fix --resend``: one test message on the path that failed, and what was said to it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from mailmend.client import Client
from mailmend.errors import UsageError
from mailmend.flow import ask_one
from mailmend.model import Diagnosis, Sent, Verdict
from mailmend.pattern import pattern
from mailmend.render.clean import one_line
from mailmend.render.words import Words, marked
from mailmend.submission import deliver, message, submit

DIRECT = "direct"
_MARGIN = 2.0  # seconds: caches count whole ones, and begin when the answer has reached them
# What can stand between the brackets of a path (RFC 5321 §4.1.2) without meaning something else to a server.
_ADDRESS = pattern(r"[^\s<>\x00-\x1f\x7f]{1,64}@[A-Za-z0-9._\[\]:-]{1,255}")


def resent(
    client: Client, story: Diagnosis, found: Verdict, where: str, wait: float | None, words: Words, *, quiet: bool
) -> Sent | None:
    """Send the test message through ``where`` once ``found`` says that it can pass; None where it was not sent."""
    if not (found.landed and found.passes):
        _note(words.text("no test message is sent before the change has landed everywhere"))
        return None
    _let_caches_forget(found, wait, words, quiet=quiet)
    bounce, who = story.evidence.bounce, story.evidence.identities
    recipient = bounce.attempt.recipient or ""
    mail_from = who.mail_from or ""
    author = mail_from or bounce.original.author or f"postmaster@{who.helo or ''}"
    if not _ADDRESS.fullmatch(recipient) or not _ADDRESS.fullmatch(author) or (mail_from and mail_from != author):
        raise UsageError("the bounce does not name the sender and the recipient: there is nobody to send a test to")
    made = message(mail_from, recipient, author, datetime.now(UTC))
    if where != DIRECT:
        return submit(where, mail_from, recipient, made)
    _note(
        words.text("this try goes from this machine's own address to the receiver: it does not re-test the failed path")
    )
    answer = client.run(ask_one(recipient.rpartition("@")[2], "MX"))
    exchangers = sorted(answer.data) or [(0, recipient.rpartition("@")[2])]
    return deliver(exchangers[0][1].rstrip("."), mail_from, recipient, made)


def told(sent: Sent, words: Words) -> str:
    """What became of the test message, for a person."""
    said = {"server": sent.server, "command": sent.command}
    reply = f"{sent.code or ''} {one_line(sent.reply, 400)}".strip()
    if sent.accepted:
        accepted = marked("Resent through {server}: accepted ({reply}). A report that it failed later may still come.")
        return words.text(accepted, reply=reply, **said)
    return words.text("Resent through {server}: not accepted at {command}: {reply}", reply=reply, **said)


def _let_caches_forget(found: Verdict, wait: float | None, words: Words, *, quiet: bool) -> None:
    """The receiver's resolver may still hold the old answer: wait for it where waiting was asked for, else say so."""
    left = (found.stale_until - datetime.now(UTC)).total_seconds() + _MARGIN if found.stale_until else 0.0
    if left <= 0:
        return
    if wait is not None and left <= wait:
        if not quiet:
            _note(words.text("waiting {seconds} s until no cache can hold the old answer", seconds=round(left)))
        time.sleep(left)
    else:
        _note(words.text("the receiver's resolver may hold the old answer for {seconds} s yet", seconds=round(left)))


def _note(said: str) -> None:
    click.echo(f"mailmend: {said}", err=True)
