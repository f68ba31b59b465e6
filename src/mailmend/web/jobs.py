"""What workers do: from what was sent to what is answered, as text that only has to be sent.

Each job is a Flow. They are given all that they need, as values that travel.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from mailmend import evidence, pipeline
from mailmend.client import read
from mailmend.errors import InputError
from mailmend.flow import Flow, replayed, together
from mailmend.frozen import frozen
from mailmend.model import Diagnosis, Notification, Source, Told
from mailmend.render import json, json_check, json_spf
from mailmend.render.catalog import languages
from mailmend.render.json import encoded
from mailmend.sources import signatures
from mailmend.sources.forms import opened
from mailmend.sources.packaged import knowledge
from mailmend.spf import READINGS, Audit, Evaluation, Policy, audit, check_host, partition
from mailmend.spf.proposal import Proposal
from mailmend.spf.proposal import propose as propose_record
from mailmend.web import sharing, shipped
from mailmend.web.asked import AskedSpf, told_of
from mailmend.web.html import Visit, page_text, spoken
from mailmend.web.incoming import Sent
from mailmend.web.problems import BAD_PARAMETER, NOT_FOUND, UNREADABLE, ProblemError
from mailmend.web.redaction import redacted
from mailmend.web.sharing import Made
from mailmend.web.view import check as check_view
from mailmend.web.view import domain as domain_view
from mailmend.web.view import shown
from mailmend.web.view.story import story

MOST_NOTIFICATIONS = 1000
# What comes out of an archive.
MOST_BYTES = 60_000_000
# What a page carries along for its downloads; what is larger is chosen again.
MOST_CARRIED = 400_000
# The field of a form that takes what a finding names as missing.
_WANTED = {"client_ip": "ip", "mail_from": "sender", "helo": "helo"}
FIELDS = ("ip", "mine", "sender", "helo")


@frozen
class Lines:
    """Objects as JSON, one a line; ``more`` says that the input holds more than is answered at a time."""

    text: str
    count: int
    more: bool


@frozen
class Limits:
    """How many stories are told of one input, and the time of asking."""

    stories: int
    now: datetime


def diagnose(sent: Sent, mine: Sequence[str], language: str, limits: Limits) -> Flow[Lines]:
    """``POST /api/v1/diagnose``."""
    found, more = yield from _stories(sent, told_of(sent.fields, mine, limits.now), limits)
    words = spoken(language)
    lines = [encoded(json.diagnosis(each, words)) + "\n" for each in found]
    return Lines(text="".join(lines), count=len(lines), more=more)


def notifications(sent: Sent) -> Flow[Lines]:
    """``POST /api/v1/read``."""
    yield from ()  # a Flow like all jobs, though nothing is asked
    found, more = _read(sent, MOST_NOTIFICATIONS)
    lines = [encoded(json.notification(each)) + "\n" for each in found]
    return Lines(text="".join(lines), count=len(lines), more=more)


def answer(sent: Sent, visit: Visit, limits: Limits) -> Flow[str]:
    """``POST /``: the page."""
    told = told_of(sent.fields, [sent.fields.get("mine", "")], limits.now)
    found, more = yield from _stories(sent, told, limits)
    return _answer_page(visit, found, {**_carried(sent), "more": more})


def example(name: str, visit: Visit) -> Flow[str]:
    """``GET /examples/{name}``: a packaged case in its own world."""
    yield from ()
    given = shipped.examples().get(name)
    if given is None:
        raise ProblemError(NOT_FOUND)
    found, _ = given.stories()
    sent = Sent(data=given.data, name="bounce.eml")
    return _answer_page(visit, found, {**_carried(sent), "more": False, "example": given.id})


def download(sent: Sent, kind: str, language: str, limits: Limits) -> Flow[Made]:
    """``POST /download``: the answer as a file, made anew from what the page carried along."""
    wish = sent.fields.get("letter", "")
    # A letter has to name whom it is about.
    given = redacted(sent) if sent.fields.get("redact") and not wish else sent
    case = shipped.examples().get(sent.fields.get("example", ""))
    if case is not None:
        found, told = case.stories()
    else:
        told = told_of(given.fields, [given.fields.get("mine", "")], limits.now)
        found, _ = yield from _stories(given, told, limits)
    shared = sharing.Shared(found=found, told=told, data=given.data, language=spoken(language).language)
    made = sharing.as_draft(shared, wish) if wish else sharing.KINDS[kind](shared)
    if made is None:
        raise ProblemError(BAD_PARAMETER)
    return made


def evaluations(asked: AskedSpf) -> Flow[tuple[Evaluation, ...]]:
    """SPF of ``asked`` for its address, by every reading, in the order of READINGS."""
    who = asked.ip or "", asked.domain, asked.sender, asked.helo
    return (yield from together([check_host(*who, limits=limits) for limits in READINGS.values()]))


def evaluated_json(asked: AskedSpf) -> Flow[str]:
    """``GET /api/v1/spf/{domain}`` with an address."""
    found = yield from evaluations(asked)
    readings = {name: each.result for name, each in zip(READINGS, found, strict=True)}
    return encoded(json_spf.evaluation(found[0], readings))


def evaluated_page(asked: AskedSpf, visit: Visit) -> Flow[str]:
    """``GET /spf/{domain}`` with an address."""
    found = yield from evaluations(asked)
    readings = {name: each.result for name, each in zip(READINGS, found, strict=True)}
    values = domain_view.evaluated(found[0], readings, visit.speech)
    return page_text(visit, "spf.html", {"domain": asked.domain, "ip": asked.ip, **values})


def survey_json(asked: AskedSpf, language: str) -> Flow[str]:
    """``GET /api/v1/spf/{domain}`` without an address."""
    found, policy, proposals = yield from _survey(asked)
    return encoded(json_spf.policy(found, policy, proposals, spoken(language)))


def survey_page(asked: AskedSpf, visit: Visit) -> Flow[str]:
    """``GET /spf/{domain}`` without an address."""
    found, policy, proposals = yield from _survey(asked)
    values = domain_view.surveyed(found, policy, proposals, visit.speech)
    return page_text(visit, "spf.html", {"domain": asked.domain, "ip": None, **values})


def check_json(domain: str, language: str, limits: Limits) -> Flow[str]:
    """``GET /api/v1/check/{domain}``."""
    found = yield from pipeline.check(domain, told_of({}, (), limits.now), knowledge())
    return encoded(json_check.checkup(found, spoken(language)))


def check_page(domain: str, visit: Visit, limits: Limits) -> Flow[str]:
    """``GET /check/{domain}``."""
    found = yield from pipeline.check(domain, told_of({}, (), limits.now), knowledge())
    return page_text(visit, "check.html", {"page": check_view.page(found, visit.speech)})


def warm() -> None:
    """Do everything once, so that all is loaded, compiled and remembered before the first who asks."""
    for language in languages():
        visit = Visit(language=language)
        for name in shipped.TITLES:
            replayed(example(name, visit), ())
    for case in shipped.examples().values():
        found, told = case.stories()
        shared = sharing.Shared(found=found, told=told, data=case.data, language="en")
        for made in sharing.KINDS.values():
            made(shared)


def _stories(sent: Sent, told: Told, limits: Limits) -> Flow[tuple[tuple[Diagnosis, ...], bool]]:
    """Every story in what was sent, with its plan, and whether there are more."""
    bounces, more = _read(sent, limits.stories)
    found: list[Diagnosis] = []
    for bounce in bounces:
        told_here = _first(bounce, limits.stories - len(found))
        more = more or len(told_here.attempts) < len(bounce.attempts)
        found += yield from pipeline.consider(told_here, told, knowledge())
        if len(found) >= limits.stories:
            more = more or bounce is not bounces[-1]
            break
    return tuple(found), more


def _first(bounce: Notification, most: int) -> Notification:
    """``bounce`` with the attempts of its first ``most`` stories: a report may name thousands of recipients."""
    told = evidence.stories(bounce)
    if len(told) <= most:
        return bounce
    return replace(bounce, attempts=tuple(attempt for each in told[:most] for attempt in each.attempts))


def _read(sent: Sent, most: int) -> tuple[list[Notification], bool]:
    """The notifications in what was sent, and whether there are more; raises ProblemError where it cannot be read."""
    if not sent.data.strip():
        raise ProblemError(UNREADABLE)
    try:
        found = list(islice(_notifications(sent), most + 1))
    except InputError:
        raise ProblemError(UNREADABLE) from None
    return found[:most], len(found) > most


def _notifications(sent: Sent) -> Iterator[Notification]:
    if not is_archive(sent):
        yield from read(sent.data, name=sent.name)
        return
    for source in _unpacked(sent):
        yield from read(source)


def is_archive(sent: Sent) -> bool:
    """Whether what was sent is to be unpacked first."""
    return bool(signatures.archived(sent.data[:4096]))


def _unpacked(sent: Sent) -> Iterator[Source]:
    """The messages in an archive, as many as are read; InputError where it holds none."""
    room, any_found = MOST_BYTES, False
    try:
        for given in opened(sent.name, io.BytesIO(sent.data)):
            room -= len(given.data)
            if room < 0:
                break
            any_found = True
            yield given.source
    except InputError:
        # What was found before stands.
        if not any_found:
            raise
    if not any_found:
        raise InputError("an archive without a message that can be read")


def _survey(asked: AskedSpf) -> Flow[tuple[Audit, Policy, tuple[Proposal, ...]]]:
    """The record of a domain: its tree, all that is wrong with it, whom it passes, and what to publish instead."""
    found = yield from audit(asked.domain)
    policy = yield from partition(asked.domain, asked.sender, asked.helo)
    return found, policy, (yield from propose_record(found))


def _answer_page(visit: Visit, found: Sequence[Diagnosis], values: Mapping[str, object]) -> str:
    stories = [story(each, visit.speech) for each in found]
    wanted = [name for each in stories[:1] if each.verdict.tone == "open" for name in each.missing]
    page = {
        "stories": stories,
        "reask": "example" not in values,
        "wanted": [_WANTED[name] for name in wanted if name in _WANTED],
        **values,
    }
    return page_text(visit, "answer.html", page)


def _carried(sent: Sent) -> dict[str, object]:
    """What the page carries along: the input, if it is small, and what the asker said."""
    carried = base64.b64encode(sent.data).decode() if len(sent.data) <= MOST_CARRIED else ""
    told = {key: sent.fields.get(key, "")[:800] for key in FIELDS}
    return {"carried": carried, "name": shown.line(sent.name, 200), "told": told}
