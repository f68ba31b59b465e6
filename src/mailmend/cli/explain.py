"""``mailmend explain``: the page of a rule."""

from __future__ import annotations

import inspect

import click

from mailmend.errors import UsageError
from mailmend.render.clean import one_line
from mailmend.rules import rules


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """The page of a rule: what happened, why receivers do this, how mailmend knows, how to mend it.

    Without CODE: all rules, a line each.
    """
    if code is None:
        for rule in rules():
            click.echo(f"{rule.CODE:<18} {inspect.getdoc(rule).splitlines()[0]}")  # type: ignore[union-attr]
        return
    found = next((rule for rule in rules() if code.upper() == rule.CODE), None)
    if found is None:
        raise UsageError(f"no rule is called {one_line(code, 60)}; mailmend explain lists them")
    click.echo(f"{found.CODE}\n\n{inspect.getdoc(found)}")
