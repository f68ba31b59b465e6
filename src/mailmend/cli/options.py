"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from mailmend.errors import UsageError

dns = click.option(
    "--dns",
    default="system",
    show_default=True,
    metavar="SPEC",
    help="Where DNS is asked: system, an address with or without a port, https://…, tls://…, or zone:FILE for a world "
    "file.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line (see mailmend schema).")
no_color = click.option(
    "--no-color",
    is_flag=True,
    expose_value=False,
    help="No colours: the output has none anyway, so this changes nothing.",
)
lang = click.option("--lang", type=click.Choice(["en"]), expose_value=False, help="The language of the words.")
quiet = click.option("--quiet", is_flag=True, help="No warnings and no progress on standard error.")
private = click.option(
    "--allow-private", is_flag=True, help="Ask DNS servers at private addresses too, where DNS names them."
)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every command that prints results takes."""
    for option in (quiet, no_color, lang, as_json):
        command = option(command)
    return command


def identities(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the asker knows and the bounce does not say."""
    for option in (
        click.option("--at", metavar="TIME", help="When the message was refused, as 2026-11-23T10:14:00Z."),
        click.option("--mine", multiple=True, metavar="IP|NET", help="This address or network is mine (repeatable)."),
        click.option("--helo", metavar="NAME", help="The name with which the sending server greeted."),
        click.option("--sender", metavar="ADDR", help="The return path (MAIL FROM) of the message."),
        click.option("--ip", metavar="IP", help="The address that the receiver saw."),
    ):
        command = option(command)
    return command


def time(text: str | None) -> datetime | None:
    """A time as the asker wrote it; raises UsageError for what is none. Without a zone it is UTC."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a time such as 2026-11-23T10:14:00Z") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
