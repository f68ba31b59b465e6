"""``mailmend summary``: many bounces, counted by their causes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic

import click

from mailmend.cli import options
from mailmend.client import Client, read
from mailmend.errors import InputError
from mailmend.model import Diagnosis, Told
from mailmend.render import json, json_summary
from mailmend.render.answer import exit_code
from mailmend.render.clean import one_line
from mailmend.render.summary_text import summary
from mailmend.render.words import Words, marked
from mailmend.sources.files import inputs
from mailmend.summary import MOST_KINDS, Refused, Tally, summed

_SECONDS = 0.3
_INTERRUPTED = 130


@click.command("summary", epilog=options.examples("summary bounces.mbox", "summary Maildir archive.zip --json"))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.dns
@options.private
@click.option("--mine", multiple=True, metavar="IP|NET", help="This address or network is mine (repeatable).")
@click.option("--at", metavar="TIME", help="When the messages were refused, as 2026-11-23T10:14:00Z.")
@options.reports
@click.option(
    "--most",
    default=500,
    show_default=True,
    type=click.IntRange(0, MOST_KINDS),
    metavar="N",
    help="Look into so many kinds of refusal, the most frequent first; the others are only counted.",
)
@options.common
def command(
    *,
    paths: tuple[str, ...],
    dns: str,
    allow_private: bool,
    mine: tuple[str, ...],
    at: str | None,
    reports: str | None,
    most: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Many bounces: their causes, and which one change clears how many.

    PATH is whatever `mailmend read` takes. Refusals that are alike (the same sender, client, codes and meaning) are
    counted, and the first of them is diagnosed for all. With Ctrl-C it tells what it knows so far.

    Exit code: as of `mailmend diagnose` for all of them; 2 where an input could not be read, 130 after Ctrl-C.
    """
    words = options.words(as_json=as_json)
    progress = _Progress(words, silent=quiet or not sys.stderr.isatty())
    tally, diagnosed, ended = Tally(), list[tuple[Refused, Diagnosis]](), 0
    with Client(dns=dns, allow_private=allow_private) as client:
        told = client.told(mine=mine, at=options.time(at), reports=options.reported(reports))
        try:
            ended = 0 if _counted(paths, tally, progress) else 2
            # One by one: what is there when Ctrl-C comes must not be lost.
            for each in _diagnosed(tally, most, client, told, progress):
                diagnosed.append(each)
        except KeyboardInterrupt:
            ended = _INTERRUPTED
    progress.clear()
    found = summed(tally, diagnosed)
    click.echo(json.encoded(json_summary.summary(found, words)) if as_json else summary(found, words))
    sys.exit(ended or exit_code(diagnosis for _, diagnosis in diagnosed))


def _counted(paths: tuple[str, ...], tally: Tally, progress: _Progress) -> bool:
    """Whether all could be read; what could not is named, and the others go on."""
    whole = True
    for path in paths:
        try:
            for given in inputs(path):
                for found in read(given.source):
                    tally.add(found)
                progress.say(marked("{n} refusals read"), n=tally.refusals)
        except InputError as error:
            progress.clear()
            click.echo(f"mailmend: {one_line(progress.words.error(error), 500)}", err=True)
            whole = False
    return whole


def _diagnosed(
    tally: Tally, most: int, client: Client, told: Told, progress: _Progress
) -> Iterator[tuple[Refused, Diagnosis]]:
    kinds = tally.kinds[:most]
    for at, refused in enumerate(kinds, 1):
        progress.say(marked("{at} of {all} kinds of refusal looked into"), at=at, all=len(kinds))
        for diagnosis in client.consider(refused.sample, told):
            yield refused, diagnosis


class _Progress:
    """How far it has come, on a terminal only, and only where it takes a while."""

    __slots__ = ("_last", "_visible", "silent", "words")

    def __init__(self, words: Words, *, silent: bool) -> None:
        self.words, self.silent = words, silent
        self._last, self._visible = monotonic(), False

    def say(self, template: str, **params: int) -> None:
        """Say so, but not more often than it can be read."""
        if self.silent or monotonic() - self._last < _SECONDS:
            return
        click.echo(f"\r\x1b[K{self.words.text(template, **params)} ", nl=False, err=True)
        self._last, self._visible = monotonic(), True

    def clear(self) -> None:
        """Make room for a result."""
        if self._visible:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._visible = False
