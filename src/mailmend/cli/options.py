"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypedDict

import click

from mailmend.cli.speaking import EXAMPLES
from mailmend.errors import InputError, UsageError
from mailmend.render.catalog import languages
from mailmend.render.words import ENGLISH, PSEUDO, Words, words_of

if TYPE_CHECKING:
    # All that these bring with them is more than ``--help`` costs.
    from mailmend.client import ToldWords
    from mailmend.dmarc import ReportedSource

_TOLD = "mailmend.lang"
_WAIT = 900.0  # seconds
_LONGEST_LINE = 1024
_LANGUAGES = ", ".join(languages())


def _note_language(context: click.Context, _: click.Parameter, told: str | None) -> None:
    if told and told not in (*languages(), PSEUDO):
        raise UsageError("{language!r} is not spoken here: use {languages}", language=told, languages=_LANGUAGES)
    if told:
        context.meta[_TOLD] = told


def examples(*calls: str) -> str:
    """The end of a command's help: calls to copy."""
    return "\n".join((f"{EXAMPLES}\n\n\b", *(f"  mailmend {call}" for call in calls)))


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
lang = click.option(
    "--lang",
    metavar=_LANGUAGES.replace(", ", "|"),
    expose_value=False,
    callback=_note_language,
    help="The language of the words; without it that of LC_ALL, LC_MESSAGES or LANG (of JSON: en).",
)
quiet = click.option("--quiet", is_flag=True, help="No warnings and no progress on standard error.")
private = click.option(
    "--allow-private", is_flag=True, help="Ask DNS servers at private addresses too, where DNS names them."
)


def words(*, as_json: bool = False) -> Words:
    """The language of this call. Scripts read JSON: its words are English unless --lang asks for others."""
    context = click.get_current_context(silent=True)
    if context is None:
        return ENGLISH
    told = context.meta.get(_TOLD)
    if told or as_json:
        return words_of(told or ENGLISH.language)
    return context.find_object(Words) or ENGLISH


def words_in(path: str) -> Iterator[str]:
    """One word a line of the file at ``path``, or of standard input for ``-``; what stands behind a # is a remark.

    Raises InputError where it cannot be read.
    """
    try:
        with click.open_file(path, encoding="utf-8", errors="replace") as source:
            for line in iter(lambda: source.readline(_LONGEST_LINE), ""):
                word = line.partition("#")[0].strip()
                if word:
                    yield word
    except OSError as error:
        raise InputError("cannot read {path}: {why}", path=path[:200], why=error.strerror) from None


def cut(name: str, most: int) -> str:
    """Says that of a long input only the beginning is read."""
    return words().text("{name}: only the first {most:,} bytes are read", name=name, most=most)


tell_sender = click.option(
    "--tell-sender/--hide-sender",
    "tell_sender",
    default=None,
    help="Whether DNS may hear the sender's local part, where macros of a record (%{l}, %{s}) ask for it. "
    "Without either, postmaster stands for it on the network, and world files are asked exactly.",
)


wait = click.option(
    "--wait",
    is_flag=False,
    flag_value=_WAIT,
    type=click.FloatRange(min=0),
    metavar="[SECONDS]",
    help=f"Wait until it has landed everywhere, {_WAIT:.0f} s if not said.",
)
receipts = click.option(
    "--receipts", metavar="DIR", help="Where receipts are kept; without it in the user's state folder."
)


def discreet(tell_sender: bool | None) -> bool | None:  # noqa: FBT001 - three values, as the option has
    """What ``--tell-sender`` says about ``Told.discreet``; None where neither form was given."""
    return None if tell_sender is None else not tell_sender


reports = click.option(
    "--dmarc-reports",
    "reports",
    metavar="DIR",
    help="A folder of DMARC aggregate reports (XML, .gz, .zip): the senders that must keep passing.",
)


def reported(folder: str | None) -> tuple[ReportedSource, ...]:
    """The senders that the reports in ``folder`` name; none where no folder was named."""
    if not folder:
        return ()
    # XML and archives are needed by few: who gives no reports does not pay for them.
    from mailmend.sources.dmarc_reports import reported as in_folder  # noqa: PLC0415

    return in_folder(folder)


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
        tell_sender,
        click.option("--sender", metavar="ADDR", help="The return path (MAIL FROM) of the message."),
        click.option("--ip", metavar="IP", help="The address that the receiver saw."),
    ):
        command = option(command)
    return command


class Asked(TypedDict):
    """What the options of :func:`identities` say."""

    ip: str | None
    sender: str | None
    helo: str | None
    mine: tuple[str, ...]
    at: str | None
    tell_sender: bool | None


def told_words(asked: Asked) -> ToldWords:
    """The same in the words of the Python API."""
    return {
        "ip": asked["ip"],
        "sender": asked["sender"],
        "helo": asked["helo"],
        "mine": asked["mine"],
        "at": time(asked["at"]),
        "discreet": discreet(asked["tell_sender"]),
    }


def time(text: str | None) -> datetime | None:
    """A time as the asker wrote it; raises UsageError for what is none. Without a zone it is UTC."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("{text!r} is not a time such as 2026-11-23T10:14:00Z", text=text) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
