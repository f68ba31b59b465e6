"""The command line. Each command is one file in this folder, imported when it is called: ``--help`` stays quick."""

from __future__ import annotations

import importlib
import os
import sys
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import NoReturn

import click

from mailmend.cli import options
from mailmend.cli.speaking import Context, complaint, of_process
from mailmend.errors import MailmendError
from mailmend.render.screen import WIDEST, fit

# Name and first line of help; the modules themselves are imported only when a command is called.
_COMMANDS = {
    "diagnose": "A bounce in any form: what happened, who must act, the fix.",
    "read": "A bounce in any form: its fields; no DNS is asked.",
    "summary": "Many bounces: their causes, and which one change clears how many.",
    "spf": "A domain's SPF record: its terms and what they cost; evaluate it for an address.",
    "check": "A domain's mail DNS without a bounce: SPF, DKIM, DMARC, MX, PTR.",
    "fix": "A plan made anew from DNS, agreed to, published, and verified.",
    "verify": "Has it landed, on every authoritative server; would the failed message pass now.",
    "serve": "The web page and the HTTP API.",
    "explain": "The page of a rule, or all rules.",
    "schema": "The JSON schema of an output.",
    "demo": "The whole story in one minute; no network needed.",
}
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(click.Group):
    """A group whose commands are imported on use."""

    context_class = Context
    lines = tuple(_COMMANDS.values())

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"mailmend.cli.{cmd_name}").command
        command.context_class = Context
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _GoneError from None

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings=_CONTEXT, invoke_without_command=True)
@options.lang
@click.version_option(package_name="mailmend", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Bounced mail in, delivered mail out.

    Give mailmend the mail that came back: it finds out who refused it and why, says who must act, and proves the fix
    before you publish it. Start with: mailmend diagnose bounce.eml
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; every error of a caller ends in one line and exit code 2."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_streams(as_json="--json" in arguments)
    words = of_process(arguments)
    try:
        sys.exit(commands.main(args=arguments, prog_name="mailmend", standalone_mode=False, obj=words))
    except MailmendError as error:
        _fail(words.error(error))
    except click.ClickException as error:
        _fail(complaint(error, words))
    except click.Abort:
        sys.exit(130)  # what shells say of a command that was stopped with Ctrl-C
    except _GoneError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for what is flushed at the end
        sys.exit(141)  # what shells say of a command whose reader went away, as of "| head"
    except OSError as error:
        _fail(words.text("{file}: {why}", file=error.filename or words.text("output"), why=error.strerror or error))


class _GoneError(Exception):
    """Nobody reads what is printed any more; click would end with the code that has another meaning here."""


def _open_streams(*, as_json: bool) -> None:
    """Streams that the caller has closed forget what is written; a terminal that lacks a character shows another.

    RFC 8259 §8.1: JSON is UTF-8, whatever the terminal is.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - for the process's life
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if as_json else None, errors="replace")
    if sys.stdout.isatty():
        fit(get_terminal_size((WIDEST, 24)).columns)


def _fail(text: str) -> NoReturn:
    one_line = importlib.import_module("mailmend.render.clean").one_line
    click.echo(f"mailmend: {one_line(text, 500)}", err=True)
    sys.exit(2)
