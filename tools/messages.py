"""All that mailmend can say, found in its code: what the .po files translate.

Phrases of rules and remedies come from their ``WORDS``, pages from docstrings, help from the commands themselves; the
words of the edges are read off the source: ``x.text("…")``, ``x.count("…", "…")``, ``marked("…")``, ``…Error("…")``.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mailmend import cli, errors
from mailmend.render import explanations
from mailmend.render.templates import templates
from mailmend.sources.packaged import knowledge

SOURCE = Path("src/mailmend")
_TOOLS = (Path("tools/pages.py"),)  # it writes pages in every language
_SPEAKING = {"cli", "publishers", "render", "web"}  # elsewhere ``text`` is somebody else's
_ERRORS = {name for name, found in vars(errors).items() if isinstance(found, type)} | {"StageError"}


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to be said: its English, for one and for many, its context, and where it stands."""

    place: str
    english: str
    context: str = ""
    many: str | None = None
    alone: bool = True


def messages() -> Iterator[Message]:
    """Every message once, in the order of the code."""
    seen = set[tuple[str, str]]()
    for found in (*_phrases(), *_hosts(), *_pages(), *_help(), *_edges()):
        if found.english.strip() and (found.context, found.english) not in seen:
            seen.add((found.context, found.english))
            yield found


def _phrases() -> Iterator[Message]:
    for code, english in templates().items():
        yield Message(code.partition(".")[0], english, code)


def _hosts() -> Iterator[Message]:
    for host in knowledge().dns_hosts.all:
        for step in (*host.steps, host.note):
            yield Message(f"dns_hosts/{host.id}.toml", step, f"dns_hosts.{host.id}", alone=False)


def _pages() -> Iterator[Message]:
    for context, english in explanations.said():
        yield Message(context.removesuffix(".page"), english, context, alone=False)


def _help() -> Iterator[Message]:
    """The help of every command and option, by paragraphs."""
    commands = [importlib.import_module(f"mailmend.cli.{found.name}") for found in pkgutil.iter_modules(cli.__path__)]
    for module in [cli, *commands]:
        for command in {id(c): c for c in vars(module).values() if isinstance(c, click.Command)}.values():
            yield from _help_of(command, module.__name__)


def _help_of(command: click.Command, place: str) -> Iterator[Message]:
    options = (getattr(parameter, "help", None) or "" for parameter in command.params)
    below = command.commands.values() if isinstance(command, click.Group) else ()
    for text in (inspect.cleandoc(command.help or ""), *options, *getattr(command, "lines", ())):
        for paragraph in text.split("\n\n"):
            english = " ".join(paragraph.split()).replace("{", "{{").replace("}", "}}")
            yield Message(f"{place.rpartition('.')[2]} --help", english)
    for each in below:
        yield from _help_of(each, place)


def _edges() -> Iterator[Message]:
    for path in (*sorted(SOURCE.rglob("*.py")), *_TOOLS):
        place = str(path.relative_to(SOURCE)) if path not in _TOOLS else path.name
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                yield from _said(call, place, speaks=path in _TOOLS or place.partition("/")[0] in _SPEAKING)


def _said(call: ast.Call, place: str, *, speaks: bool) -> Iterator[Message]:
    """What one call says, where its first argument is a text."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if not texts or call.args[0] is not next(a for a in call.args if isinstance(a, ast.Constant)):
        either = [a for a in call.args[:1] if isinstance(a, ast.IfExp)]
        texts = [str(b.value) for e in either for b in (e.body, e.orelse) if isinstance(b, ast.Constant)]
        if name == "text" and speaks:
            yield from (Message(place, text) for text in texts)
        return
    if name in {"text", "count"} and not speaks:
        return
    if name == "counted" or (name == "count" and len(texts) == 2 and len(call.args) == 3):
        yield Message(place, texts[0], many=texts[1])
    elif name in {"text", "marked"} or name in _ERRORS:
        yield Message(place, texts[0])
