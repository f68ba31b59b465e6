"""Notifications inside a text: forwarded inline by a mail program, or several pasted below each other.

Mail programs put a few lines "label: value" above what they forward, in the language of their user. The order tells
what a line is (Outlook: from, sent, to, subject; Gmail: from, date, subject, to; Apple Mail: from, subject, date, to;
Thunderbird: subject, date, from, to), with the labels of the subject as a help.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from mailmend import dsn
from mailmend.dialects.reading.seen import Seen
from mailmend.dialects.reading.telling import unquoted
from mailmend.frozen import frozen
from mailmend.mail import HeaderField, Text, parse
from mailmend.pattern import pattern
from mailmend.span import Span

_LINE = pattern(
    r"^[ \t|>]{0,8}\*{0,2}(?P<label>[^\W\d_][^\n:\uff1a@<>\[\](){}/\\*]{0,24}?)[ \t]?\*{0,2}[:\uff1a]\*{0,2}"
    r"[ \t\u00a0]*(?P<value>\S[^\n]{0,2000})$",
    re.MULTILINE,
)
_SUBJECT = pattern(
    r"(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|subiect|předmět|predmet|tárgy|ämne|emne|aihe|konu"
    r"|тема|件名|主题|主旨|主題|제목|θέμα)\Z",
    re.IGNORECASE,
)
_ADDRESS = pattern(r"[^\s<>\"(),:;]{1,128}@[^\s<>\"(),:;\]]{1,253}")
_DATE = pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
# RFC 5321 §4.5.5: a notification has the null reverse-path; its author is a machine by name.
_DAEMON = pattern(
    r"<>|mailer-?daemon|postmaster|mail ?delivery|mail[ .]?system|microsoftexchange|system administrator", re.IGNORECASE
)
_MOST_BLOCKS = 200
_MOST_LINES = 9
_REPORT_STARTS = pattern(r"^Reporting-MTA[ \t]*:", re.MULTILINE | re.IGNORECASE)


@frozen(kw_only=False)
class _Block:
    """Where the lines above a forwarded message begin and end, and what they say."""

    start: int
    end: int
    fields: dict[str, re.Match[str]]


def is_notice(seen: Seen) -> bool:
    """Whether ``seen`` itself is a report, by its parts or by who wrote it: what it quotes is then what came back."""
    if seen.report is not None:
        return True
    return any(_DAEMON.search(seen.value(name)) for name in ("Return-Path", "From", "Sender"))


def reports(seen: Seen) -> Iterator[Seen]:
    """The reports (RFC 3464) that were pasted below each other, where a text is nothing else."""
    if seen.part is not None or seen.report is None:
        return
    text = unquoted(seen.text)
    starts = [found.start() for found in islice(_REPORT_STARTS.finditer(text.value), _MOST_BLOCKS)]
    if len(starts) < 2 or text.value[: starts[0]].strip():
        return
    for start, end in pairwise((*starts, len(text.value))):
        part = text.part(start, end)
        yield replace(seen, texts=(part,), report=dsn.parse(part.value), report_text=part)


def forwarded(seen: Seen) -> Iterator[Seen]:
    """The messages that the words of ``seen`` quote with their sender and subject, each up to the next."""
    text = unquoted(seen.text)
    blocks = list(islice(_blocks(text), _MOST_BLOCKS))
    for index, block in enumerate(blocks):
        end = blocks[index + 1].start if index + 1 < len(blocks) else len(text.value)
        inside = text.part(block.end, end)
        if inside.value.strip():
            headers = tuple(_field(text, name, found) for name, found in block.fields.items())
            yield Seen(
                source=seen.source,
                part=parse(b"", seen.source.line),
                texts=(inside,),
                report=None,
                report_text=None,
                returned=(),
                headers=headers,
            )


def _blocks(text: Text) -> Iterator[_Block]:
    """Every run of three lines or more that names a sender, a date, a recipient or a subject."""
    run: list[re.Match[str]] = []
    colons = text.value.count(":") + text.value.count("\uff1a")
    for line in _LINE.finditer(text.value) if colons > 2 else ():
        if run and text.value[run[-1].end() : line.start()].strip(" \t|>") != "\n":
            yield from _block(run)
            run = []
        run.append(line)
    yield from _block(run)


def _block(run: list[re.Match[str]]) -> Iterator[_Block]:
    if not 3 <= len(run) <= _MOST_LINES or any("-" in line["label"] for line in run):
        return
    dated = [line for line in run if _is_date(line)]
    subject = next((line for line in run if _SUBJECT.search(line["label"])), None)
    others = [line for line in run if line not in dated and line is not subject]
    # The details of a report begin with a date, and name a sender and a recipient by their bare addresses.
    if not dated or not others or _is_date(run[0]) or not any(_ADDRESS.search(line["value"]) for line in run):
        return
    to = next((line for line in others[1:] if _ADDRESS.search(line["value"])), None)
    rest = [line for line in others[1:] if line is not to and not _ADDRESS.search(line["value"])]
    named = {"From": others[0], "To": to, "Subject": subject or (rest[-1] if rest else None), "Date": dated[0]}
    if named["Subject"] is not None:
        yield _Block(run[0].start(), run[-1].end(), {name: line for name, line in named.items() if line is not None})


def _is_date(line: re.Match[str]) -> bool:
    return (
        bool(_DATE.search(line["value"])) and not _ADDRESS.search(line["value"]) and not _SUBJECT.search(line["label"])
    )


def _field(text: Text, name: str, found: re.Match[str]) -> HeaderField:
    line = text.quote(found.start("value"), found.end("value")).line
    return HeaderField(name=name, value=found["value"].strip(), line=line, span=Span(found.start(), found.end()))
