"""``mailmend read``: the fields of bounces, no DNS asked."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

import click

from mailmend.cli import options
from mailmend.client import read
from mailmend.errors import InputError
from mailmend.model import DeliveryAttempt, Kind, Notification
from mailmend.render import json
from mailmend.render.clean import one_line
from mailmend.render.show import shown
from mailmend.render.words import Words, counted, marked
from mailmend.sources.files import MOST_BYTES, Input, inputs

_COLUMNS = "{:<32} {:<10} {:<6} {:<21} {:<16} {}"
_HEADINGS = (
    marked("recipient"),
    marked("status"),
    marked("reply"),
    marked("category"),
    marked("owner"),
    marked("text"),
)
_KINDS = {
    Kind.BOUNCE: counted("{n} bounce", "{n} bounces"),
    Kind.DELAYED: counted("{n} delayed", "{n} delayed"),
    Kind.AUTOREPLY: counted("{n} automatic reply", "{n} automatic replies"),
    Kind.FEEDBACK: counted("{n} complaint", "{n} complaints"),
    Kind.DELIVERED: counted("{n} delivered", "{n} delivered"),
    Kind.NONE: counted("{n} without a report", "{n} without a report"),
}
_NARROWEST = 120
_SECONDS = 0.3


@click.command(
    "read",
    epilog=options.examples("read bounce.eml --show", "read Maildir archive.zip --json", "read - < /var/log/mail.log"),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--show", is_flag=True, help="Print each input with the deciding words marked.")
@options.common
def command(*, paths: tuple[str, ...], show: bool, as_json: bool, quiet: bool) -> None:
    """A bounce in any form: its fields; no DNS is asked.

    PATH is a file (a mail, an Outlook .msg, a mailbox, text, a log, JSON events, a zip, tar or gzip of these), a
    folder, a Maildir, or - for standard input. One that cannot be read is named and the others go on; the exit code
    is 2 then.
    """
    words = options.words()
    printed = _Printed(words=words, as_json=as_json, show=show, several=len(paths) > 1)
    progress = _Progress(words=words, silent=quiet or not sys.stderr.isatty())
    failed = False
    for path in paths:
        try:
            for given in inputs(path):
                if given.cut and not quiet:
                    progress.clear()
                    click.echo(f"mailmend: {options.cut(one_line(given.name, 300), MOST_BYTES)}", err=True)
                found = list(read(given.source))
                progress.clear()
                printed.add(given, found, path)
                progress.count(len(found))
        except InputError as error:
            progress.clear()
            click.echo(f"mailmend: {one_line(words.error(error), 500)}", err=True)
            failed = True
    progress.clear()
    printed.end()
    raise SystemExit(2 if failed else 0)


@dataclass(slots=True, kw_only=True)
class _Printed:
    """What was printed so far, in one of the three ways."""

    words: Words
    as_json: bool
    show: bool
    several: bool
    begun: bool = False
    kinds: Counter[Kind] = field(default_factory=Counter)

    def add(self, given: Input, found: list[Notification], path: str) -> None:
        """Print what was found in one message."""
        self.kinds.update(each.kind for each in found)
        if self.as_json:
            for each in found:
                click.echo(json.encoded(json.notification(each)))
            return
        source = given.source
        self.several = self.several or source.name != path or source.index > 0 or source.data.startswith(b"From ")
        if self.show:
            self._show(given, found)
            return
        if not self.begun and any(each.attempts for each in found):
            click.echo(_COLUMNS.format(*map(self.words.text, _HEADINGS)))
            self.begun = True
        if self.several and any(each.attempts for each in found):
            click.echo(self._where(given))
        for each in found:
            click.echo(_table(each))

    def end(self) -> None:
        """How many of each kind there were, where there were several."""
        if self.as_json or self.kinds.total() < 2:
            return
        parts = [self.words.count(*_KINDS[kind], self.kinds[kind]) for kind in Kind if self.kinds[kind]]
        click.echo(f"\n{self.words.listed(parts)}")

    def _show(self, given: Input, found: list[Notification]) -> None:
        if self.begun:
            click.echo("")
        self.begun = True
        kinds = ", ".join(f"{each.kind} ({each.dialect})" if each.dialect else str(each.kind) for each in found)
        click.echo(f"{self._where(given)}: {kinds}")
        for line in shown(given.source, found, self.words):
            click.echo(line)

    def _where(self, given: Input) -> str:
        source = given.source
        name = one_line(source.name, 300)
        if source.line > 1:
            return self.words.text("{name} from line {line}", name=name, line=source.line)
        return name


def _table(found: Notification) -> str:
    """One line for each recipient; what is not a bounce is named as what it is."""
    if not found.attempts:
        return f"{one_line(found.source, 300)}: {found.kind}"
    widest = max(shutil.get_terminal_size((_NARROWEST, 24)).columns, _NARROWEST) if sys.stdout.isatty() else 0
    rows = []
    for attempt in found.attempts:
        cells = (
            attempt.recipient or "?",
            attempt.status or "-",
            attempt.reply or "-",
            _about(found, attempt),
            attempt.owner,
        )
        row = _COLUMNS.format(*(one_line(str(cell), 60) for cell in cells), one_line(attempt.said, 300))
        rows.append(_fitted(row.rstrip(), widest))
    return "\n".join(rows)


def _about(found: Notification, attempt: DeliveryAttempt) -> str:
    if found.kind not in (Kind.BOUNCE, Kind.DELAYED):
        return str(found.kind)
    return f"{attempt.category}/{attempt.subtype}" if attempt.subtype else str(attempt.category)


def _fitted(row: str, widest: int) -> str:
    """``row`` cut to the terminal; as it is where the output is none."""
    return row if not widest or len(row) <= widest else row[: widest - 1] + "…"


@dataclass(slots=True, kw_only=True)
class _Progress:
    """How far it has come, on a terminal only, and only where it takes a while."""

    words: Words
    silent: bool
    messages: int = 0
    found: int = 0
    last: float = field(default_factory=monotonic)
    visible: bool = False

    def count(self, found: int) -> None:
        """One more message was read."""
        self.messages += 1
        self.found += found
        if self.silent or monotonic() - self.last < _SECONDS:
            return
        said = self.words.count("{n} message read", "{n} messages read", self.messages)
        click.echo(f"\r{said} ", nl=False, err=True)
        self.last, self.visible = monotonic(), True

    def clear(self) -> None:
        """Make room for a result."""
        if self.visible:
            click.echo("\r\x1b[K", nl=False, err=True)
            self.visible = False
