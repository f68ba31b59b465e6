"""The answer as a file to take along: a report, text for a ticket, JSON, a case folder. All made when asked for."""

from __future__ import annotations

import io
import json as text_json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from mailmend.cases import bounce_name
from mailmend.frozen import frozen
from mailmend.model import Diagnosis, Told
from mailmend.render import json
from mailmend.render.json import encoded
from mailmend.render.markdown import markdown
from mailmend.render.words import words_of
from mailmend.resolvers import recording
from mailmend.web import html
from mailmend.web.view.story import letter_of, story
from mailmend.web.words import Speech, page_words


@frozen
class Shared:
    """What a file is made from."""

    found: Sequence[Diagnosis]
    told: Told
    data: bytes
    language: str


@frozen
class Made:
    """A file."""

    name: str
    media_type: str
    body: bytes


def report(shared: Shared) -> Made:
    """One HTML file that needs nothing else: no script, no request, the style within it."""
    body = report_page(shared.found, shared.told, Speech(page_words(shared.language)))
    return Made(name="mailmend.html", media_type="text/html", body=body.encode())


def report_page(found: Sequence[Diagnosis], told: Told, speech: Speech) -> str:
    """The same as text."""
    style, digest = html.inline_style()
    values = {
        "stories": [story(each, speech) for each in found],
        "style": style,
        "style_hash": digest,
        "portable": True,
        "made": f"mailmend, {told.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    }
    return html.written("report.html", speech, values)


def as_json(shared: Shared) -> Made:
    """The objects of the API, one a line."""
    lines = "".join(encoded(json.diagnosis(each, words_of(shared.language))) + "\n" for each in shared.found)
    return Made(name="mailmend.jsonl", media_type="application/x-ndjson", body=lines.encode())


def as_markdown(shared: Shared) -> Made:
    """Text for a ticket."""
    body = "\n\n---\n\n".join(markdown(each, words_of(shared.language)) for each in shared.found) + "\n"
    return Made(name="mailmend.md", media_type="text/markdown", body=body.encode())


def as_case(shared: Shared) -> Made:
    """A case folder (docs/cases.md) that anyone can replay without network: ``mailmend diagnose FOLDER``."""
    name = bounce_name(shared.data)
    told = shared.told
    said = {"ip": told.ip, "sender": told.sender, "helo": told.helo, "mine": list(told.mine), "discreet": told.discreet}
    ask = {key: value for key, value in said.items() if value} | {"now": told.now.isoformat()}
    answers = dict.fromkeys(answer for each in shared.found for answer in each.plan.basis)
    named = (_renamed(each, name) for each in shared.found)
    files: dict[str, bytes] = {
        name: shared.data,
        "ask.json": (text_json.dumps(ask, indent=1) + "\n").encode(),
        **{file: text.encode() for file, text in recording(answers, told.now).items()},
        "diagnosis.json": "".join(encoded(json.diagnosis(each)) + "\n" for each in named).encode(),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"case/{file}", told.now.astimezone(UTC).timetuple()[:6]), data)
    return Made(name="case.zip", media_type="application/zip", body=stream.getvalue())


def as_draft(shared: Shared, wish: str) -> Made | None:
    """A letter as a draft for a mail program; ``wish`` is the number of the story and the kind: ``1 user``."""
    number, _, kind = wish.partition(" ")
    if number not in {str(n + 1) for n in range(len(shared.found))}:
        return None
    letter = letter_of(shared.found[int(number) - 1], kind, shared.language)
    return Made(name="letter.eml", media_type="message/rfc822", body=letter.eml) if letter else None


KINDS: Mapping[str, Callable[[Shared], Made]] = {"html": report, "md": as_markdown, "json": as_json, "zip": as_case}


def _renamed(found: Diagnosis, name: str) -> Diagnosis:
    seen = found.evidence
    return replace(found, evidence=replace(seen, bounce=replace(seen.bounce, source=name)))
