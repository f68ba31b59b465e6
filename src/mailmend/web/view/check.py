"""A domain's check as its page shows it: what is there, then every finding, the worst first, with its way out."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.frozen import frozen
from mailmend.model import Checkup, Finding, Severity
from mailmend.phrase import Phrase
from mailmend.render.check_text import summary
from mailmend.render.clean import visible
from mailmend.render.quoting import in_words
from mailmend.web.view import shown
from mailmend.web.view.changes import Steps, Way, steps, ways
from mailmend.web.view.story import Quoted
from mailmend.web.words import Speech

_MOST_CITES = 4
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.ADVICE: "other"}


@frozen
class Item:
    """One finding: its page's code, what is wrong, what mends it, on what it rests."""

    code: str
    tone: str
    severity: str
    said: str
    mend: str
    cites: tuple[Quoted, ...]
    ways: tuple[Way, ...]
    steps: tuple[Steps, ...]


@frozen
class Page:
    """The check of one domain."""

    domain: str
    tone: str
    chip: str
    headline: str
    summary: tuple[tuple[str, tuple[str, ...]], ...]
    items: tuple[Item, ...]


def page(found: Checkup, speech: Speech) -> Page:
    """``found`` in the words of ``speech``."""
    domain = shown.line(found.setup.domain)
    worst = min((f.severity for f in found.findings if f.severity), key=lambda each: each.rank, default=None)
    if found.resolver_failed:
        headline, tone = speech.t("spf.unasked", domain=domain), "open"
    else:
        headline, tone = _headline(found, speech), _TONES[worst] if worst else "calm"
    return Page(
        domain=domain,
        tone=tone,
        chip=speech.t("check.title", domain=domain),
        headline=headline,
        summary=() if found.resolver_failed else tuple(_summary(found, speech)),
        items=tuple(_item(finding, found, speech) for finding in found.findings),
    )


def _headline(found: Checkup, speech: Speech) -> str:
    words = speech.words
    count = {each: sum(f.severity is each for f in found.findings) for each in Severity}
    parts = [
        words.count("{n} error", "{n} errors", count[Severity.ERROR]) if count[Severity.ERROR] else "",
        words.count("{n} warning", "{n} warnings", count[Severity.WARNING]) if count[Severity.WARNING] else "",
        words.count("{n} piece of advice", "{n} pieces of advice", count[Severity.ADVICE])
        if count[Severity.ADVICE]
        else "",
    ]
    return ", ".join(part for part in parts if part) or speech.t("check.clean")


def _summary(found: Checkup, speech: Speech) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is there by its label; lines without a label belong to the one above."""
    rows: list[tuple[str, list[str]]] = []
    for label, value in summary(found.setup, speech.words):
        if label or not rows:
            rows.append((label, [value]))
        else:
            rows[-1][1].append(value)
    yield from ((label, tuple(values)) for label, values in rows)


def _item(finding: Finding, found: Checkup, speech: Speech) -> Item:
    severity = finding.severity or Severity.ERROR
    cures = [remedy for remedy in found.remedies if remedy.cures == finding.code]
    return Item(
        code=finding.code,
        tone=_TONES[severity],
        severity=speech.t(f"check.{severity.value}"),
        said=shown.sentence(visible(speech.words.say(Phrase(f"{finding.code}.said", finding.params)))),
        mend=visible(speech.words.say(Phrase(f"{finding.code}.mend", finding.params))),
        cites=tuple(_quoted(finding, speech)),
        ways=tuple(way for remedy in cures for way in ways(remedy, speech)),
        steps=tuple(step for remedy in cures for step in steps(remedy.actions, speech)),
    )


def _quoted(finding: Finding, speech: Speech) -> Iterator[Quoted]:
    for cite in finding.cites[:_MOST_CITES]:
        asked = cite.answer.question if cite.answer else None
        place = f"{shown.line(asked.name, 200)} {asked.type}" if asked else speech.t("place.asker")
        if asked and asked.server:
            place = speech.t("place.at", place=place, server=shown.line(asked.server, 120))
        text = shown.marked(in_words(cite, speech.words).text, cite.start, cite.end, dns=asked is not None)
        yield Quoted(place=place, text=text, note=shown.line(cite.note))
