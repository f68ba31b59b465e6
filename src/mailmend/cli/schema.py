"""``mailmend schema``: the JSON schema of an output."""

from __future__ import annotations

import click
import msgspec

from mailmend.cli import options
from mailmend.render.json import schema_of
from mailmend.render.schemas import SCHEMAS


@click.command("schema", epilog=options.examples("schema diagnosis"))
@click.argument("name", type=click.Choice(sorted(SCHEMAS)))
def command(name: str) -> None:
    """The JSON schema (2020-12) of an output: of one line of `mailmend NAME --json`."""
    click.echo(msgspec.json.format(msgspec.json.encode(schema_of(name)), indent=2))
