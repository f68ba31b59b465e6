"""The letters of ``mailmend diagnose``: to whom, in which form, and where to send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import click

from mailmend.cli import options
from mailmend.client import Client
from mailmend.errors import UsageError
from mailmend.evidence.contacts import Contact, contacts
from mailmend.frozen import frozen
from mailmend.model import Diagnosis
from mailmend.render.catalog import languages
from mailmend.render.clean import one_line
from mailmend.render.letters import KINDS, Written, asked_for, spelt
from mailmend.render.words import PSEUDO, Words, marked
from mailmend.sources.packaged import knowledge

_FORMS = ("text", "eml", "mailto")
_BY = {
    "abuse": marked("{address}   the domain of their mail servers (RFC 2142)"),
    "soa": marked("{address}   the contact of their zone (SOA)"),
    "rdap": marked("{address}   the contact of their registration (RDAP)"),
}


@frozen
class Wish:
    """Which letters are wanted: ``to`` is empty for all that are ready, ``language`` for that of the reader."""

    to: str
    form: str
    language: str
    rdap: bool


def letter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about letters."""
    for option in (
        click.option("--rdap", is_flag=True, help="Ask the registry by RDAP too where to send the letter."),
        click.option("--letter-lang", metavar="LANG", help="The language of the letter; without it the reader's."),
        click.option("--letter-format", type=click.Choice(_FORMS), default="text", show_default=True, help="Its form."),
        click.option("--letter-to", type=click.Choice(KINDS), help="The letter to these, ready or not."),
        click.option("--letter", is_flag=True, help="Print the letters that are ready, and nothing else."),
    ):
        command = option(command)
    return command


def wish(*, letter: bool, to: str | None, form: str, language: str | None, rdap: bool) -> Wish | None:
    """What was asked for; None where no letter was. UsageError for a language that no letter is written in."""
    if language and language not in (*languages(), PSEUDO):
        known = ", ".join(languages())
        raise UsageError("{language!r} is not spoken here: use {languages}", language=language, languages=known)
    return Wish(to=to or "", form=form, language=language or "", rdap=rdap) if letter or to else None


def write(story: Diagnosis, wanted: Wish, client: Client, *, quiet: bool) -> None:
    """Print the letters of one story, and on standard error where they can go."""
    words = options.words()
    letters = list(_letters(story, wanted, words))
    if not letters:
        _note(
            words.text("the bounce does not tell enough for such a letter")
            if wanted.to
            else words.text("no letter is called for; --letter-to writes one nevertheless")
        )
    for at, letter in enumerate(letters):
        between = "\n\n" if at and wanted.form == "text" else ""
        click.echo(between + _in_form(letter, wanted.form), nl=wanted.form != "eml")
        if not quiet:
            _channels(letter, wanted, client, words)


def _letters(story: Diagnosis, wanted: Wish, words: Words) -> Iterator[Written]:
    if not wanted.to:
        for letter in story.plan.letters:
            found = asked_for(story, letter.kind, wanted.language)
            yield found or spelt(letter, wanted.language)
        return
    # Those around the asker read the asker's language, others their own.
    language = wanted.language or (words.language if wanted.to in ("dns-host", "user", "helpdesk") else "")
    found = asked_for(story, wanted.to, language)
    if found is not None:
        yield found


def _in_form(letter: Written, form: str) -> str:
    return (
        letter.eml.decode("ascii", "replace") if form == "eml" else letter.mailto if form == "mailto" else letter.text
    )


def _channels(letter: Written, wanted: Wish, client: Client, words: Words) -> None:
    """Other addresses, and a warning where the letter itself would be refused."""
    if letter.kind != "postmaster" or not letter.to:
        return
    if letter.refused_too:
        _note(words.text("mail on the refused path is refused here too: send the letter from another service"))
    domain = letter.to.rpartition("@")[2]
    others = [contact for contact in client.run(contacts(domain, knowledge())) if contact.address != letter.to]
    if wanted.rdap:
        registered = knowledge().suffixes.organizational(domain)
        # Loaded only when it is asked for: HTTP and TLS cost every other diagnosis 15 ms.
        rdap = import_module("mailmend.sources.rdap")
        others += [Contact(address=address, by="rdap") for address in rdap.abuse_contacts(registered)]
    if others:
        _note(words.text("if nobody answers there:"))
    for contact in others:
        click.echo("  " + words.text(_BY[contact.by], address=one_line(contact.address, 320)), err=True)


def _note(said: str) -> None:
    click.echo(f"mailmend: {said}", err=True)
