"""``mailmend read``: the fields of bounces, no DNS asked."""

from __future__ import annotations

import click

from mailmend.cli import options
from mailmend.client import read
from mailmend.errors import InputError
from mailmend.model import Notification
from mailmend.render import json
from mailmend.render.clean import one_line
from mailmend.render.words import marked
from mailmend.sources.files import MOST_BYTES, Input, inputs

_COLUMNS = "{:<32} {:<10} {:<6} {:<20} {:<16} {}"
_HEADINGS = (
    marked("recipient"),
    marked("status"),
    marked("reply"),
    marked("category"),
    marked("owner"),
    marked("text"),
)


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.common
def command(*, paths: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """A bounce in any form: its fields; no DNS is asked.

    PATH is a file, a folder, or - for standard input. One that cannot be read is named and the others go on; the exit
    code is 2 then.
    """
    failed = False
    if not as_json:
        click.echo(_COLUMNS.format(*map(options.words().text, _HEADINGS)))
    for path in paths:
        try:
            for given in inputs(path):
                _print(given, as_json=as_json, quiet=quiet)
        except InputError as error:
            click.echo(f"mailmend: {one_line(options.words().error(error), 500)}", err=True)
            failed = True
    raise SystemExit(2 if failed else 0)


def _print(given: Input, *, as_json: bool, quiet: bool) -> None:
    if given.cut and not quiet:
        click.echo(f"mailmend: {options.cut(one_line(given.name, 300), MOST_BYTES)}", err=True)
    for found in read(given.source):
        click.echo(json.encoded(json.notification(found)) if as_json else _table(found))


def _table(found: Notification) -> str:
    """One line for each recipient; what is not a bounce is named as what it is."""
    if not found.attempts:
        return f"{one_line(found.source, 300)}: {found.kind}"
    rows = []
    for attempt in found.attempts:
        about = f"{attempt.category}/{attempt.subtype}" if attempt.subtype else str(attempt.category)
        cells = (attempt.recipient or "?", attempt.status or "-", attempt.reply or "-", about, attempt.owner)
        rows.append(_COLUMNS.format(*(one_line(str(cell), 60) for cell in cells), one_line(attempt.said, 90)))
    return "\n".join(rows)
