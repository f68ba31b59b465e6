"""``mailmend explain``: the page of a rule."""

from __future__ import annotations

import inspect
import textwrap

import click

from mailmend.errors import UsageError
from mailmend.render.clean import one_line
from mailmend.rules import check_pages, pages, rules


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """The page of a rule: what happened, why receivers do this, how mailmend knows, how to mend it.

    Without CODE: all rules, a line each.
    """
    texts = {rule.CODE: inspect.getdoc(rule) or "" for rule in rules()} | {
        page.code: page.text for page in (*pages(), *check_pages())
    }
    if code is None:
        for each, text in sorted(texts.items()):
            click.echo(f"{each:<18} {text.splitlines()[0]}")
        return
    found = texts.get(code.upper())
    if found is None:
        raise UsageError("no rule is called {code}; mailmend explain lists them", code=one_line(code, 60))
    paragraphs = (textwrap.fill(part, 119, break_on_hyphens=False) for part in found.split("\n\n"))
    click.echo(f"{code.upper()}\n\n" + "\n\n".join(paragraphs))
