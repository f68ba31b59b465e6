"""One story as a page shows it: the answer, what to do, and everything that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC

from mailmend.frozen import frozen
from mailmend.model import Cite, Confidence, Diagnosis, Finding, Owner
from mailmend.render.answer import answer_of, leading
from mailmend.render.clean import visible
from mailmend.render.explanations import explanation
from mailmend.render.letters import Written as Letter
from mailmend.render.letters import asked_for
from mailmend.render.quoting import in_words
from mailmend.render.templates import say_finding
from mailmend.render.text import WHO
from mailmend.web.view import shown
from mailmend.web.view.changes import Steps, Way, steps, ways
from mailmend.web.view.journey import Journey, journey
from mailmend.web.view.quoted import Excerpt, excerpt
from mailmend.web.view.shown import Marked
from mailmend.web.view.tree import Check, of_trace
from mailmend.web.words import Speech

_MOST_CITES = 8
_MOST_RECIPIENTS = 3
_SIGNAL = re.compile(r"S\d{1,2}")  # the number of a pool's signal: said in the rule's own words
# What colour the answer has; the words say the same.
_TONES = {
    Owner.SENDER_ADMIN: "act",
    Owner.SENDER_USER: "act",
    Owner.NOBODY: "calm",
    Owner.TRANSIENT: "calm",
    Owner.UNKNOWN: "open",
}
# Who may be written to, in the order of the tabs; strangers are written to in their own language.
_READERS = ("user", "helpdesk", "dns-host", "postmaster")
# Longer links are cut off on the way to some mail programs; RFC 6068 names no limit.
_LONGEST_LINK = 1900
_FOREIGN = ("postmaster", "service")


@frozen
class Verdict:
    """What a person reads first."""

    happened: str
    who: str
    do: str
    sure: str
    tone: str
    chip: str


@frozen
class Written:
    """A letter in its tab."""

    kind: str
    tab: str
    to: str
    subject: str
    body: str
    language: str
    refused_too: bool
    mailto: str
    whole: bool


@frozen
class Quoted:
    """A cite: where it stands, the text with its deciding words, what is said of it."""

    place: str
    text: Marked
    note: str = ""


@frozen
class Reason:
    """A finding: its rule, how sure, what it cites, what speaks against it, and the rule's page."""

    code: str
    title: str
    sure: str
    cause: bool
    cites: tuple[Quoted, ...]
    against: tuple[tuple[str, Quoted | None], ...]
    page: tuple[str, ...]
    leads: bool


@frozen
class Story:
    """Everything about one story."""

    verdict: Verdict
    others: tuple[Verdict, ...]
    ways: tuple[Way, ...]
    steps: tuple[Steps, ...]
    letters: tuple[Written, ...]
    wants_letter: bool
    journey: Journey | None
    excerpt: Excerpt
    spf: Check | None
    spf_line: str
    readings: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    asked: str
    recipients: str


def story(found: Diagnosis, speech: Speech) -> Story:
    """``found`` in the words of ``speech``."""
    seen, words = found.evidence, speech.words
    answer = answer_of(found, words)
    checked = seen.spf
    evaluation = checked.evaluation if checked else None
    return Story(
        verdict=_verdict(answer.happened, answer.do, answer.owner, answer.confidence, speech),
        others=tuple(_verdict(o.happened, o.do, o.owner, o.confidence, speech) for o in answer.others),
        ways=ways(found.plan, speech),
        steps=steps(found.plan.actions, speech),
        letters=tuple(_letters(found, speech)),
        wants_letter=bool(found.plan.letters),
        journey=journey(found, speech),
        excerpt=excerpt(found),
        spf=of_trace(evaluation.trace, words) if evaluation else None,
        spf_line=_spf_line(found, speech),
        readings=tuple(
            (speech.t(f"reading.{name}"), str(result)) for name, result in (checked.readings if checked else ())
        ),
        reasons=tuple(_reason(finding, found, speech) for finding in found.findings),
        missing=tuple(dict.fromkeys(name for finding in found.causes for name in finding.missing)),
        asked=_asked(found, speech),
        recipients=_recipients(found, speech),
    )


def _verdict(happened: str, do: str, owner: str, sure: str, speech: Speech) -> Verdict:
    who = Owner(owner)
    return Verdict(
        happened=visible(happened),
        who=shown.sentence(speech.words.text(WHO[who])),
        do=visible(do),
        sure="" if who is Owner.UNKNOWN else speech.t(f"sure.{Confidence(sure).value}"),
        tone=_TONES.get(who, "other"),
        chip=speech.t(f"chip.{_TONES.get(who, 'other')}"),
    )


def _recipients(found: Diagnosis, speech: Speech) -> str:
    names = [attempt.recipient for attempt in found.evidence.bounce.attempts if attempt.recipient]
    said = ", ".join(shown.line(name, 120) for name in names[:_MOST_RECIPIENTS])
    more = len(names) - _MOST_RECIPIENTS
    return speech.t("answer.more-recipients", names=said, n=more) if more > 0 else said


def _letters(found: Diagnosis, speech: Speech) -> Iterator[Written]:
    """Those of the plan first, then what can be written to the others."""
    planned = dict.fromkeys(letter.kind for letter in found.plan.letters)
    for kind in dict.fromkeys((*planned, *_READERS)):
        made = letter_of(found, kind, speech.language)
        if made is not None:
            whole = len(made.mailto) <= _LONGEST_LINK
            yield Written(
                kind=kind,
                tab=speech.t(f"letter.{kind}"),
                to=shown.line(made.to),
                subject=shown.line(made.subject),
                body=visible(made.body, keep="\n"),
                language=made.language,
                refused_too=made.refused_too,
                mailto=made.mailto if whole else made.mailto.partition("&body=")[0],
                whole=whole,
            )


def letter_of(found: Diagnosis, kind: str, language: str) -> Letter | None:
    """The letter of this kind to whom it is for: strangers are written to in their own language."""
    return asked_for(found, kind, "" if kind in _FOREIGN else language)


def _reason(finding: Finding, found: Diagnosis, speech: Speech) -> Reason:
    words = speech.words
    return Reason(
        code=finding.code,
        title=visible(say_finding(words, finding, "title")),
        sure=speech.t(f"sure.{finding.confidence.value}"),
        cause=finding.cause,
        cites=tuple(quoted(cite, found, speech) for cite in finding.cites[:_MOST_CITES]),
        against=tuple(
            (visible(words.say(doubt.says)), quoted(doubt.cite, found, speech) if doubt.cite else None)
            for doubt in finding.against
        ),
        page=rule_page(finding.code, speech),
        leads=finding is leading(found),
    )


def quoted(cite: Cite, found: Diagnosis, speech: Speech) -> Quoted:
    """A cite with its place."""
    dns = cite.answer is not None
    return Quoted(
        place=_place(cite, found, speech),
        text=shown.marked(in_words(cite, speech.words).text, cite.start, cite.end, dns=dns),
        note="" if _SIGNAL.fullmatch(cite.note) else shown.line(cite.note),
    )


def _place(cite: Cite, found: Diagnosis, speech: Speech) -> str:
    if cite.kind == "asker":
        return speech.t("place.asker")
    if cite.answer is not None:
        asked = cite.answer.question
        place = f"{shown.line(asked.name, 200)} {asked.type}"
        return speech.t("place.at", place=place, server=shown.line(asked.server, 120)) if asked.server else place
    by = found.evidence.attempt.remote_mta
    number = cite.quote.line if cite.quote else 0
    if not number:
        return speech.t("place.bounce")
    if by:
        return speech.t("place.line-by", n=number, host=shown.line(by, 120))
    return speech.t("place.line", n=number)


def rule_page(code: str, speech: Speech) -> tuple[str, ...]:
    """The paragraphs of a rule's page."""
    found = explanation(code, speech.words)
    return tuple(visible(part) for part in found.paragraphs) if found else ()


def _spf_line(found: Diagnosis, speech: Speech) -> str:
    checked = found.evidence.spf
    if checked is None:
        return ""
    domain = shown.line(checked.domain)
    evaluation = checked.evaluation
    if evaluation is None:
        return speech.t("spf.unknown-address", domain=domain)
    return speech.t(
        "spf.line",
        result=str(evaluation.result),
        ip=evaluation.ip,
        domain=domain,
        lookups=evaluation.lookups,
        voids=evaluation.void_lookups,
    )


def _asked(found: Diagnosis, speech: Speech) -> str:
    seen = found.evidence
    if not seen.answers:
        return ""
    when = f"{seen.told.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    days = seen.age.days if seen.age is not None else 0
    if not days:
        return speech.t("asked.now", when=when)
    return speech.words.count(
        "{when}, {n} day after the refusal; the record may have changed since",
        "{when}, {n} days after the refusal; the record may have changed since",
        days,
        when=when,
    )


def headline(stories: Sequence[Story]) -> str:
    """The title of a page with these stories."""
    return stories[0].verdict.happened if stories else ""
