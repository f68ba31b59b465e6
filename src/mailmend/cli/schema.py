"""``mailmend schema``: the JSON schema of an output."""

from __future__ import annotations

import click
import msgspec

from mailmend.cli import options
from mailmend.render.json import schema_of
from mailmend.render.schemas import SCHEMAS


@click.command("schema", epilog=options.examples("schema diagnosis"))
@click.argument("name", type=click.Choice(sorted(SCHEMAS)), metavar="NAME")
def command(name: str) -> None:
    """The JSON schema (2020-12) of an output: of one line of what a command prints with --json.

    NAME is diagnosis, read, summary, check, verdict (of fix and verify), or of the ways of spf: spf (with --ip),
    spf-policy, spf-address (with --ips), spf-comparison, spf-flattened.
    """
    click.echo(msgspec.json.format(msgspec.json.encode(schema_of(name)), indent=2))
