"""The command line in the caller's language: help texts, and what the option parser says of a wrong call.

Commands write English; everything goes through here on its way to the screen. click itself speaks by the gettext of
the process; so that nothing is set for the process, its few sentences are said here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence

import click

from mailmend.pattern import pattern
from mailmend.render.words import ENGLISH, Words, marked, of_environment, words_of

EXAMPLES = marked("Examples:")
_USAGE = marked("Usage:")
_BUILT_IN = (
    marked("Options"),
    marked("Commands"),
    marked("Positional arguments"),
    marked("Show this message and exit."),
    marked("Show the version and exit."),
)
_DEFAULT = marked("[default: {value}]")
_EXTRA = pattern(r"\s*\[(?:default: (?P<value>[^\]]*)|(?P<other>[^\]]*))\]$")
# What click says of a wrong call, as its versions from 8.1 on say it; a name in braces stands for some words.
_COMPLAINTS = (
    marked("No such option: {name}"),
    marked("No such option {name}"),
    marked("No such option {name}. Did you mean {other}?"),
    marked("No such option {name}. (Did you mean one of: {others}?)"),
    marked("No such command {name}"),
    marked("No such command {name}. Did you mean {other}?"),
    marked("No such command {name}. (Did you mean one of: {others}?)"),
    marked("Missing command"),
    marked("Missing argument {name}"),
    marked("Missing argument {name}. Choose from: {choices}"),
    marked("Missing option {name}"),
    marked("Option {name} requires an argument"),
    marked("Option {name} does not take a value"),
    marked("Got unexpected extra argument ({name})"),
    marked("Got unexpected extra arguments ({names})"),
    marked("Invalid value for {name}: {value} is not {choice}"),
    marked("Invalid value for {name}: {value} is not one of {choices}"),
    marked("Invalid value for {name}: {value} is not a valid {kind}"),
    marked("Invalid value for {name}: {value} is not in the range {range}"),
)


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Words:
    """The language of a call: ``--lang`` wherever it stands, else that of the environment."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            told = value if equals else "".join(arguments[at + 1 : at + 2])
            try:
                return words_of(told)
            except KeyError:
                break  # the option itself says which there are
    return of_environment(environment)


def of_process(arguments: Sequence[str]) -> Words:
    """The language of a call of this process."""
    return chosen(arguments, os.environ)


def complaint(error: click.ClickException, words: Words) -> str:
    """What the option parser says of a wrong call, and where help is."""
    said = _in(words, " ".join(error.format_message().split()).rstrip("."))
    if isinstance(error, click.UsageError) and error.ctx:
        return words.text("{said} (see {command} --help)", said=said, command=error.ctx.command_path)
    return said


def _in(words: Words, said: str) -> str:
    """A sentence of click's in another language: its words are found again in its templates, the longest first."""
    for template in sorted(_COMPLAINTS, key=len, reverse=True):
        pieces = re.split(r"\{(\w+)\}", template)
        pattern = "".join(re.escape(p) if at % 2 == 0 else f"(?P<{p}>.+)" for at, p in enumerate(pieces))
        found = re.fullmatch(pattern, said)
        if found:
            return words.text(template, **found.groupdict())
    return said


class Context(click.Context):
    """A context whose help is written in the caller's language."""

    def make_formatter(self) -> click.HelpFormatter:
        """The formatter of help."""
        return _Formatter(self.find_object(Words) or ENGLISH, self.terminal_width, self.max_content_width)


class _Formatter(click.HelpFormatter):
    """Help on its way to the screen: usage, headings, paragraphs and options, each translated as a whole."""

    def __init__(self, words: Words, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self._words = words

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{self._words.text(_USAGE)} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._words.text(heading))

    def write_text(self, text: str) -> None:
        # A paragraph behind \b is printed as it stands, by click's own convention.
        said = (each if each.startswith("\b") else self._said(each) for each in text.split("\n\n"))
        super().write_text("\n\n".join(said))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(first, self._explained(second)) for first, second in rows], col_max, col_spacing)

    def _explained(self, text: str) -> str:
        """What stands beside an option: its help, and in brackets its default or its range."""
        extra = _EXTRA.search(text)
        if extra is None:
            return self._said(text)
        value = extra["value"]
        shown = self._words.text(_DEFAULT, value=value) if value is not None else f"[{extra['other']}]"
        return f"{self._said(text[: extra.start()])}  {shown}"

    def _said(self, paragraph: str) -> str:
        """One paragraph, its lines joined as in the ``.po`` file; braces in it are no places to fill."""
        english = " ".join(paragraph.split())
        return self._words.text(english.replace("{", "{{").replace("}", "}}"))
