"""``mailmend diagnose``: the main line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Unpack

import click

from mailmend import cases
from mailmend.cli import options, report, writing
from mailmend.client import Client, ToldWords, read
from mailmend.errors import InputError, UsageError
from mailmend.evidence import trace_export
from mailmend.frozen import frozen
from mailmend.model import Diagnosis, Told, TraceEntry
from mailmend.render import json, text
from mailmend.render.answer import exit_code
from mailmend.render.clean import one_line
from mailmend.render.markdown import markdown
from mailmend.sources.files import MOST_BYTES, Input, inputs

_KEPT = ("ip", "sender", "helo", "mine", "pool", "at", "discreet")


class _More(options.Asked):
    """What the asker said, and how the answer is wanted."""

    trace: str | None
    reports: str | None
    as_json: bool
    letter: bool
    letter_to: str | None
    letter_format: str
    letter_lang: str | None
    rdap: bool
    markdown: bool
    html: str | None


@click.command(
    "diagnose",
    epilog=options.examples(
        "diagnose bounce.eml",
        "diagnose --ip 203.0.113.7 < pasted.txt",
        "diagnose bounce.msg --letter-to user --lang ro",
        "diagnose bounce.eml --save-case case",
    ),
)
@click.argument("file", default="-")
@options.dns
@options.private
@options.identities
@click.option(
    "--trace",
    metavar="FILE",
    help="An exported message trace of your Microsoft 365, JSON or CSV: what your own tenant recorded of the message.",
)
@options.reports
@click.option("--markdown", is_flag=True, help="Print it for a ticket, as Markdown.")
@click.option("--html", metavar="FILE", help="Write the answer as one page for a browser, which needs nothing else.")
@writing.letter_options
@click.option("--save-case", metavar="DIR", help="Write a case folder that anyone can replay without network.")
@options.common
def command(
    *, file: str, dns: str, allow_private: bool, save_case: str | None, quiet: bool, **more: Unpack[_More]
) -> None:
    """A bounce in any form: what happened, who must act, the fix.

    FILE is a bounce (.eml, text, mbox), a folder of them, a case folder, or - for standard input.

    Exit code: 0 nothing to do now, 1 the sender's side must act, 2 wrong usage or unreadable input, 3 somebody else
    must act, 4 not enough evidence, 5 our own resolver failed.
    """
    if file == "-" and sys.stdin.isatty() and not quiet:
        click.echo(options.words().text("Paste the bounce, then press Ctrl-D on an empty line."), err=True)
    asked = _asked(file, dns, more)
    if save_case and Path(file).is_dir() and not cases.is_case(Path(file)):
        raise UsageError("--save-case takes one bounce, not a folder of them")
    if save_case and more["reports"]:
        raise UsageError("--save-case keeps no DMARC reports: leave --dmarc-reports out")
    if save_case:
        asked = replace(asked, inputs=_the_only(asked.inputs))
    wanted = writing.wish(
        letter=more["letter"],
        to=more["letter_to"],
        form=more["letter_format"],
        language=more["letter_lang"],
        rdap=more["rdap"],
    )
    with Client(dns=asked.dns, allow_private=allow_private) as client:
        told = client.told(**asked.words)
        stories = _stories(asked, client, told, save_case, more, wanted, quiet=quiet)
        if more["html"]:
            stories = report.written(more["html"], stories, told)
        sys.exit(exit_code(stories))


def _stories(
    asked: _Asked,
    client: Client,
    told: Told,
    save_case: str | None,
    more: _More,
    wanted: writing.Wish | None,
    *,
    quiet: bool,
) -> Iterator[Diagnosis]:
    """Every story, printed as soon as it is known: a mailbox may hold many."""
    first, unseen = True, bool(told.trace) and not quiet
    for given in asked.inputs:
        if given.cut and not quiet:
            click.echo(f"mailmend: {options.cut(one_line(given.name, 300), MOST_BYTES)}", err=True)
        kept = list[Diagnosis]()
        for story in (story for bounce in read(given.source) for story in client.consider(bounce, told)):
            if wanted and not more["as_json"]:
                writing.write(story, wanted, client, quiet=quiet)
            else:
                _print(story, more, first=first)
            first, unseen = False, unseen and not story.evidence.trace
            if save_case:
                kept.append(story)
            yield story
        if save_case:
            _save(Path(save_case), given, told, kept)
    if unseen:
        warning = options.words().text("the message trace holds nothing about this message: is it of the same day?")
        click.echo(f"mailmend: {warning}", err=True)


@frozen(kw_only=False)
class _Asked:
    """Where the bounces are, where DNS is asked, and what the asker said."""

    inputs: Iterator[Input]
    dns: str
    words: ToldWords


def _asked(file: str, dns: str, more: _More) -> _Asked:
    """The request; where FILE is a case, with what was said then, and what is said now comes before it."""
    words: ToldWords = {
        **options.told_words(more),
        "trace": _trace(more["trace"]),
        "reports": options.reported(more["reports"]),
    }
    if file == "-" or not cases.is_case(Path(file)):
        return _Asked(inputs(file), dns, words)
    case = cases.load(Path(file))
    if case.trace and not words["trace"]:
        words["trace"] = _trace(str(case.trace))
    said: ToldWords = {**case.ask, **{key: value for key, value in words.items() if value}}  # type: ignore[typeddict-item]
    named = (replace(given, source=replace(given.source, name=case.bounce.name)) for given in inputs(str(case.bounce)))
    return _Asked(named, f"zone:{case.world}", said)


def _the_only(inputs: Iterator[Input]) -> Iterator[Input]:
    """The one bounce of which a case is made; raises UsageError for a mailbox of them."""
    found = list(islice(inputs, 2))
    if len(found) > 1:
        raise UsageError("--save-case takes one bounce, not a mailbox of them")
    return iter(found)


def _print(story: Diagnosis, more: _More, *, first: bool) -> None:
    if more["as_json"]:
        click.echo(json.encoded(json.diagnosis(story, options.words(as_json=True))))
        return
    if more["markdown"]:
        click.echo(("" if first else "\n---\n\n") + markdown(story, options.words()))
        return
    click.echo(("" if first else "\n") + text.diagnosis(story, options.words()))


def _trace(name: str | None) -> tuple[TraceEntry, ...]:
    """The entries of an exported trace; raises InputError where the file cannot be read or is none."""
    if not name:
        return ()
    try:
        with Path(name).open("rb") as file:
            return trace_export.read(file.read(trace_export.MOST_BYTES))
    except OSError as error:
        raise InputError("{file}: {why}", file=name, why=error.strerror or "") from None
    except ValueError:
        raise InputError("{file}: not an exported message trace: no column such as MessageId", file=name) from None


def _save(folder: Path, given: Input, told: Told, found: list[Diagnosis]) -> None:
    """Write a case: what was found, told of the bounce under the name that it has there."""
    name = cases.bounce_name(given.data)
    answers = dict.fromkeys(answer for story in found for answer in story.plan.basis)
    renamed = (_renamed(story, name) for story in found)
    ask: dict[str, object] = {key: getattr(told, key) for key in _KEPT}
    ask["trace"] = cases.trace_rows(dict.fromkeys(entry for story in found for entry in story.evidence.trace))
    lines = (json.encoded(json.diagnosis(story)) for story in renamed)
    try:
        cases.save(folder, given.data, ask, answers, lines, told.now)
    except OSError as error:
        raise UsageError("{file}: {why}", file=error.filename or folder, why=error.strerror or "") from None
    written = options.words().text("case written to {folder}", folder=one_line(str(folder), 300))
    click.echo(f"mailmend: {written}", err=True)


def _renamed(story: Diagnosis, name: str) -> Diagnosis:
    seen = story.evidence
    # In the case the bounce is a file of its own, and as a mail even where it came as an Outlook file.
    return replace(story, evidence=replace(seen, bounce=replace(seen.bounce, source=name, index=0, decoded=None)))
