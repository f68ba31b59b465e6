"""Nouns as the JSON that people and scripts depend on (``schema.py`` has its types)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from mailmend import model
from mailmend.pattern import pattern
from mailmend.render import schema, schemas
from mailmend.render.answer import answer_of
from mailmend.render.clean import readable
from mailmend.render.letters import Written, spelt
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH, Words

_MOST_COUNT = 2**53 - 1  # the largest whole number that every JSON reader holds exactly
# What JSON lets through raw though a terminal would obey it: C1 controls, separators, direction marks.
_RAW = pattern("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def encoded(value: msgspec.Struct) -> str:
    """``value`` as one line of JSON without any raw control or direction character."""
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", msgspec.json.encode(value).decode())


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of an output; raises KeyError for a name that is not in ``schemas.SCHEMAS``."""
    return msgspec.json.schema(schemas.SCHEMAS[name])


def notification(found: model.Notification) -> schema.Read:
    """One notification as ``mailmend read`` prints it."""
    original = found.original
    return schema.Read(
        file=encodable(found.source),
        index=found.index,
        kind=found.kind,
        dialect=found.dialect,
        reporting_mta=_maybe(found.reporting_mta),
        original=schema.OriginalMessage(
            message_id=_maybe(original.message_id),
            mail_from=_maybe(original.mail_from),
            mail_from_basis=original.mail_from_basis.value if original.mail_from_basis else None,
            author=_maybe(original.author),
            subject=_maybe(original.subject),
            date=_maybe(original.date),
        ),
        attempts=[_attempt(attempt) for attempt in found.attempts],
        decoded_from=found.decoded,
        lines={name: quote.line for name, quote in (*found.quotes, *original.quotes)},
    )


def diagnosis(found: model.Diagnosis, words: Words = ENGLISH) -> schema.Diagnosis:
    """One story with its plan as ``mailmend diagnose`` prints it."""
    seen = found.evidence
    return schema.Diagnosis(
        bounce=notification(seen.bounce),
        identities=_identities(seen.identities),
        pool=schema.Pool(
            name=seen.pool.name,
            confidence=seen.pool.confidence,
            signals=[f"{s.id}: {encodable(s.text)}" for s in seen.pool.signals],
        ),
        spf=_spf(seen.spf),
        findings=[_finding(finding, len(seen.bounce.attempts), words) for finding in found.findings],
        answer=answer_of(found, words),
        plan=plan_of(found.plan, words),
        missing=sorted({name for finding in found.causes for name in finding.missing}),
        answers=len(found.plan.basis or seen.answers),
        asked_at=seen.told.now.isoformat().replace("+00:00", "Z"),
    )


def _attempt(attempt: model.DeliveryAttempt) -> schema.Attempt:
    remote = attempt.remote
    return schema.Attempt(
        recipient=_maybe(attempt.recipient),
        original_recipient=_maybe(attempt.original_recipient),
        action=_maybe(attempt.action),
        status=attempt.status,
        reply=attempt.reply,
        text=_maybe(attempt.text),
        remote=schema.Remote(reply=remote.reply, status=remote.status, text=encodable(remote.text)) if remote else None,
        remote_mta=_maybe(attempt.remote_mta),
        client_ip=attempt.client_ip,
        identity=attempt.identity,
        category=attempt.category,
        subtype=attempt.subtype,
        owner=attempt.owner,
        permanent=attempt.permanent,
        lines={name: quote.line for name, quote in attempt.quotes},
    )


def _identities(who: model.Identities) -> schema.Identities:
    return schema.Identities(
        client_ip=who.client_ip,
        helo=_maybe(who.helo),
        mail_from=_maybe(who.mail_from),
        author_domain=_maybe(who.author_domain),
    )


def _spf(checked: model.SpfCheck | None) -> schema.Spf | None:
    if checked is None:
        return None
    evaluation = checked.evaluation
    return schema.Spf(
        domain=encodable(checked.domain),
        result=str(checked.result) if checked.result else None,
        lookups=evaluation.lookups if evaluation else 0,
        void_lookups=evaluation.void_lookups if evaluation else 0,
        explanation=_maybe(evaluation.explanation) if evaluation else None,
        readings={name: str(result) for name, result in checked.readings},
    )


def _finding(finding: model.Finding, attempts: int, words: Words) -> schema.Finding:
    return schema.Finding(
        code=finding.code,
        title=encodable(say_finding(words, finding, "title")),
        confidence=finding.confidence,
        cause=finding.cause,
        owner=finding.owner,
        attempts=list(range(attempts)),
        cites=[cite_of(cite) for cite in finding.cites],
        against=[
            schema.Doubt(text=encodable(words.say(doubt.says)), cite=cite_of(doubt.cite) if doubt.cite else None)
            for doubt in finding.against
        ],
    )


def cite_of(cite: model.Cite) -> schema.Cite:
    """What a finding rests on."""
    asked = cite.answer.question if cite.answer else None
    return schema.Cite(
        kind=cite.kind,
        text=encodable(readable(cite.text) if asked else cite.text),
        line=cite.quote.line if cite.quote else None,
        name=encodable(asked.name) if asked else None,
        type=asked.type if asked else None,
        server=_maybe(asked.server) if asked else None,
        note=cite.note or None,
    )


def _letter(letter: Written) -> schema.Letter:
    return schema.Letter(
        kind=letter.kind,
        to=encodable(letter.to),
        language=letter.language,
        subject=encodable(letter.subject),
        body=encodable(letter.body),
    )


def plan_of(plan: model.Plan, words: Words) -> schema.Plan:
    """What is proposed."""
    return schema.Plan(
        edits=_edits(plan.edits, words),
        alternatives=[_edits(way, words) for way in plan.alternatives],
        actions=[_action(action, words) for action in plan.actions],
        letters=[_letter(spelt(letter)) for letter in plan.letters],
        forecasts=[_forecast(forecast) for forecast in plan.forecasts],
        bystanders=[_bystander(each) for each in plan.bystanders],
    )


def _action(action: model.Action, words: Words) -> schema.Action:
    return schema.Action(
        owner=action.owner,
        title=encodable(words.say(action.title)),
        steps=[encodable(words.say(step)) for step in action.steps],
        commands=[encodable(command) for command in action.commands],
    )


def _forecast(forecast: model.Forecast) -> schema.Forecast:
    return schema.Forecast(
        client_ip=forecast.client_ip,
        before=forecast.before,
        after=forecast.after,
        gained=_count(forecast.gained),
        lost=_count(forecast.lost),
        lookups_after=forecast.lookups_after,
        readings=dict(forecast.readings),
        gained_by=[encodable(each) for each in forecast.gained_by],
        policies=list(forecast.policies) if forecast.policies else None,
    )


def _bystander(each: model.Bystander) -> schema.Bystander:
    return schema.Bystander(
        client_ip=each.source.ip,
        header_from=encodable(each.source.header_from),
        messages=each.source.messages,
        before=each.before,
        after=each.after,
    )


def _edits(edits: Sequence[model.RecordEdit], words: Words) -> list[schema.Edit]:
    return [
        schema.Edit(
            name=edit.name,
            type=edit.type,
            before=[readable(value) for value in edit.before],
            after=[readable(value) for value in edit.after],
            applicability=edit.applicability,
            because=encodable(words.say(edit.because)),
        )
        for edit in edits
    ]


def _count(count: int | None) -> int | None:
    return None if count is None else min(count, _MOST_COUNT)


def encodable(text: str) -> str:
    """``text`` with what is no character of Unicode replaced, so that it can be encoded."""
    return text.encode("utf-8", "replace").decode()


def _maybe(text: str | None) -> str | None:
    return None if text is None else encodable(text)
