"""``mailmend explain``: the page of a rule, a status code or a term."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mailmend.cli import options
from mailmend.errors import UsageError
from mailmend.render.clean import one_line
from mailmend.render.explanations import (
    CHECKS,
    RECORDS,
    RULES,
    STATUS,
    WORDS_OF_THE_FIELD,
    Explanation,
    every,
    explanation,
    near,
)
from mailmend.render.screen import wrapped
from mailmend.render.words import Words, marked
from mailmend.sources.packaged import knowledge

_PARTS = {
    RULES: marked("Why mail comes back"),
    CHECKS: marked("What a check of a domain finds"),
    RECORDS: marked("What can be wrong with an SPF record"),
    STATUS: marked("Enhanced status codes"),
    WORDS_OF_THE_FIELD: marked("Words of the field"),
}


@click.command("explain", epilog=options.examples("explain 5.7.23", "explain MM-SPF-001", "explain include"))
@click.argument("code", nargs=-1)
@options.lang
def command(code: tuple[str, ...]) -> None:
    """The page of a rule, a status code (5.7.23, 550 5.7.23) or a term of SPF.

    Of a rule: what happened, why receivers do this, how mailmend knows, how to mend it. Without CODE: all pages, a
    line each.
    """
    words = options.words()
    asked = " ".join(code)
    if not asked:
        click.echo("\n".join(_contents(words)))
        return
    found = explanation(asked, words, knowledge().replies)
    if found is None:
        raise _unknown(asked, words)
    click.echo("\n".join(_page(found, words)))


def _page(found: Explanation, words: Words) -> Iterator[str]:
    yield from wrapped(f"{found.code}  {_shown(found.title)}")
    for paragraph in found.paragraphs:
        yield ""
        if paragraph.startswith("    "):
            yield paragraph
        else:
            yield from wrapped(_shown(paragraph))
    if found.see:
        yield ""
        yield from wrapped(words.text("See also: {codes}", codes=", ".join(found.see)))


def _contents(words: Words) -> Iterator[str]:
    for at, (part, title) in enumerate(_PARTS.items()):
        if at:
            yield ""
        yield words.text(title)
        for code in every(part):
            found = explanation(code, words)
            if found is not None:
                yield f"  {code:<16} {_shown(found.title)}"


def _shown(text: str) -> str:
    """A paragraph on a terminal: code in it needs no marks."""
    return text.replace("``", "")


def _unknown(asked: str, words: Words) -> UsageError:
    names = near(asked)
    if names:
        meant = words.listed(names, either=True)
        return UsageError("no page is called {name}; meant is perhaps {names}", name=one_line(asked, 60), names=meant)
    return UsageError("no page is called {name}; mailmend explain lists them", name=one_line(asked, 60))
