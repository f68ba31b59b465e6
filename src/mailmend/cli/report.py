"""``mailmend diagnose --html FILE``: the answer as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from mailmend.cli import options
from mailmend.errors import UsageError
from mailmend.model import Diagnosis, Told
from mailmend.render.clean import one_line

_MOST_STORIES = 200


def written(path: str, stories: Iterable[Diagnosis], told: Told) -> Iterator[Diagnosis]:
    """``stories`` as they come; when they have ended, the page with the first 200 of them is at ``path``.

    Raises UsageError where it cannot be written.
    """
    kept = list[Diagnosis]()
    for story in stories:
        if len(kept) < _MOST_STORIES:
            kept.append(story)
        yield story
    # The templates take a tenth of a second to import: only who wants a page pays for it.
    from mailmend.web.sharing import report_page  # noqa: PLC0415
    from mailmend.web.words import Speech  # noqa: PLC0415

    try:
        Path(path).write_text(report_page(kept, told, Speech(options.words())), encoding="utf-8")
    except OSError as error:
        raise UsageError("{file}: {why}", file=path, why=error.strerror or "") from None
    said = options.words().text("page written to {file}", file=one_line(path, 300))
    click.echo(f"mailmend: {said}", err=True)
