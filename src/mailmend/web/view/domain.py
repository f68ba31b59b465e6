"""A domain as its page shows it: its SPF record, one address asked of it, and the pages of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from mailmend.render.clean import visible
from mailmend.render.explanations import CHECKS, RECORDS, RULES, STATUS, WORDS_OF_THE_FIELD, every, explanation
from mailmend.render.spf_tree import large, said
from mailmend.spf import Audit, Evaluation, Policy, Problem, Result, split
from mailmend.spf.proposal import Proposal
from mailmend.web.view import shown
from mailmend.web.view.changes import record
from mailmend.web.view.tree import of_survey, of_trace
from mailmend.web.words import Speech

Values: TypeAlias = dict[str, object]

_MOST_PROBLEMS = 40
_PARTS = (RULES, CHECKS, RECORDS, STATUS, WORDS_OF_THE_FIELD)
_TONES = {Result.PASS: "calm", Result.FAIL: "bad", Result.PERMERROR: "bad", Result.SOFTFAIL: "open"}
_EMPTY: Values = {
    "said": "",
    "problem_groups": (),
    "proposals": (),
    "tree": None,
    "who": (),
    "dynamic": "",
    "readings": (),
    "discreet": False,
}


def evaluated(found: Evaluation, readings: Mapping[str, Result], speech: Speech) -> Values:
    """One address: what SPF says of it, and by which way."""
    domain = shown.line(found.domain)
    letters = any(macro in str(found.trace.record or "") for macro in ("%{l", "%{s", "%{L", "%{S"))
    differ = len(set(readings.values())) > 1
    return {
        **_EMPTY,
        "title": speech.t("spf.evaluated", domain=domain, ip=found.ip),
        "tone": _TONES.get(found.result, "open"),
        "chip": str(found.result),
        "happened": speech.t(f"spf.{_sentence(found.result)}", ip=found.ip, domain=domain),
        "said": shown.line(found.explanation, 500) if found.explanation else "",
        "facts": _costs(found.lookups, found.void_lookups, speech),
        "tree": of_trace(found.trace, speech.words),
        "readings": [(speech.t(f"reading.{name}"), str(each)) for name, each in readings.items()] if differ else (),
        "discreet": letters,
        "problem_groups": [(speech.t("spf.problems"), [_problem(found.problem, speech)])] if found.problem else (),
    }


def surveyed(found: Audit, policy: Policy, made: Sequence[Proposal], speech: Speech) -> Values:
    """A record: what is wrong with it, what it costs, whom it passes."""
    tree, domain = found.tree, shown.line(found.domain)
    unasked = tree.problem is not None and tree.problem.kind == "dns-unavailable"
    errors = [problem for problem in found.problems if problem.is_error]
    advice = [problem for problem in found.problems if not problem.is_error]
    if unasked:
        tone, happened = "open", speech.t("spf.unasked", domain=domain)
    elif tree.record is None:
        tone, happened = "bad", speech.t("spf.none", domain=domain)
    else:
        tone, happened = ("bad", speech.t("spf.invalid")) if errors else ("calm", speech.t("spf.valid"))
    return {
        **_EMPTY,
        "title": speech.t("spf.title", domain=domain),
        "tone": tone,
        "chip": speech.t("spf.title", domain=domain),
        "happened": happened,
        "facts": _costs(tree.lookups, max(tree.voids(4), tree.voids(6)), speech) if tree.record else (),
        "problem_groups": [
            (speech.t("spf.problems"), [_problem(each, speech) for each in errors[:_MOST_PROBLEMS]]),
            (speech.t("spf.advice"), [_problem(each, speech) for each in advice[:_MOST_PROBLEMS]]),
        ],
        "proposals": [_proposal(each, speech) for each in made],
        "tree": of_survey(tree, speech.words) if tree.record else None,
        "who": [
            (
                str(result),
                speech.words.text("{n:,}", n=policy.count(result, 4)),
                large(policy.count(result, 6), speech.words),
            )
            for result in Result
            if policy.count(result, 4) or policy.count(result, 6)
        ]
        if tree.record
        else (),
        "dynamic": ", ".join(shown.record(term, 80) for term in policy.dynamic[:8]),
    }


def page_index(speech: Speech) -> Values:
    """Every page that there is, part by part."""
    return {"parts": [(speech.t(f"pages.{part}"), [_entry(code, speech) for code in every(part)]) for part in _PARTS]}


def _entry(code: str, speech: Speech) -> tuple[str, str]:
    found = explanation(code, speech.words)
    return code, visible(found.title) if found else ""


def _sentence(result: Result) -> str:
    return {Result.PASS: "passes", Result.FAIL: "fails"}.get(result, f"{result}s")


def _costs(lookups: int, voids: int, speech: Speech) -> list[tuple[str, str]]:
    return [
        (speech.t("spf.lookups"), speech.t("spf.of-ten", n=lookups)),
        (speech.t("spf.voids"), speech.t("spf.of-two", n=voids)),
    ]


def _problem(problem: Problem, speech: Speech) -> dict[str, object]:
    span = problem.span
    text = shown.marked(problem.text, span.start, span.end, dns=True) if span and problem.text else None
    return {
        "code": problem.code,
        "said": visible(said(problem, speech.words)),
        "suggestion": shown.record(problem.suggestion, 300) if problem.suggestion else "",
        "domain": shown.line(problem.domain),
        "text": text,
    }


def _proposal(made: Proposal, speech: Speech) -> dict[str, object]:
    parts = split(made.text)
    copied = record(made.text) if len(parts) == 1 else " ".join(f'"{record(part)}"' for part in parts)
    return {
        "text": record(made.text),
        "copy": copied,
        "proved": made.proved,
        "facts": [
            (speech.t("spf.v4"), speech.words.text("{n:,}", n=made.passes[0])),
            (speech.t("spf.v6"), large(made.passes[1], speech.words)),
            *_costs(made.lookups, made.voids, speech),
        ],
    }
