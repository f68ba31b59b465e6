"""Many bounces as the JSON of ``mailmend summary`` (``schema_summary.py`` has its types)."""

from __future__ import annotations

from mailmend import model
from mailmend.render import json, schema_summary
from mailmend.render.summary_text import title_of
from mailmend.render.words import ENGLISH, Words
from mailmend.summary import Cause, Change, Summary


def summary(found: Summary, words: Words = ENGLISH) -> schema_summary.Summary:
    """The summary as one object."""
    return schema_summary.Summary(
        reports=found.reports,
        refusals=found.refusals,
        delays=found.delays,
        causes=[_cause(each, words) for each in found.causes],
        changes=[_change(each, words) for each in found.changes],
        unexamined=found.unexamined,
    )


def _cause(cause: Cause, words: Words) -> schema_summary.SummaryCause:
    return schema_summary.SummaryCause(
        code=cause.finding.code if cause.finding else None,
        title=json.encodable(title_of(cause, words)),
        domain=json.encodable(cause.domain),
        owner=cause.owner,
        confidence=cause.finding.confidence if cause.finding else None,
        refusals=cause.count,
        file=json.encodable(cause.sample.source),
        index=cause.sample.index,
        clients=dict(cause.clients),
        change=cause.change,
    )


def _change(change: Change, words: Words) -> schema_summary.SummaryChange:
    plan = json.plan_of(model.Plan(edits=change.edits, forecasts=change.forecasts), words)
    return schema_summary.SummaryChange(
        number=change.number, refusals=change.count, edits=plan.edits, forecasts=plan.forecasts, again=change.again
    )
