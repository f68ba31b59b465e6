"""The ways out, one file each: add a file to this folder and it is a remedy.

A remedy module says ``CURES`` (codes of rules, or of what a check of a domain finds), ``propose(finding, evidence,
knowledge) -> Flow[Remedy | None]`` and, where it has words of its own, ``WORDS`` (English). A DNS edit leaves this
floor only with a forecast by the real evaluator; ``_edit.py`` makes, proves and refuses edits, by the rules that every
plan keeps.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Diagnosis, Finding, Forecast, Plan, RecordEdit, Remedy, Setup
from mailmend.remedies import _mend
from mailmend.remedies._by_hand import by_hand
from mailmend.remedies._cure import Cure
from mailmend.remedies._reported import with_bystanders


def propose(diagnosis: Diagnosis, knowledge: Knowledge) -> Flow[Plan]:
    """What to do about the causes: the first edit that cures, other ways beside it, every action and letter.

    Where the leading cause is not DNS, no edit is proposed for the others either. Where DNS is, but no edit could be
    proved, what has to be checked by hand.
    """
    found: list[Remedy] = []
    for finding in diagnosis.causes:
        for cure in cures():
            if finding.code in cure.CURES:
                remedy = yield from cure.propose(finding, diagnosis.evidence, knowledge)
                found += [remedy] if remedy else []
    plan = _plan(found, dns=not (diagnosis.causes and diagnosis.causes[0].dns_innocent))
    if diagnosis.causes and not (plan.edits or plan.alternatives):
        plan = replace(plan, actions=(*plan.actions, *by_hand(diagnosis.causes[0], diagnosis.evidence)))
    return (yield from with_bystanders(plan, diagnosis.evidence, knowledge))


def mend(setup: Setup, findings: Iterable[Finding], knowledge: Knowledge) -> Flow[tuple[Remedy, ...]]:
    """What to do about the findings on a domain: each remedy names the finding that it cures first."""
    return (yield from _mend.mend(setup, findings, cures(), knowledge))


def cures() -> tuple[Cure, ...]:
    """Every remedy in this folder, by name."""
    return _CURES


def _plan(found: list[Remedy], *, dns: bool) -> Plan:
    """All remedies as one plan; its forecasts are that of the edits, where there are any, then those of the others."""
    leading = next((remedy.edits for remedy in found if remedy.edits), ()) if dns else ()
    ways = dict.fromkeys(way for remedy in found for way in _ways(remedy)) if dns else {}
    others = [way for way in ways if _published(way[0]) != _published(leading)]
    return Plan(
        edits=leading,
        alternatives=tuple(edits for edits, _ in others),
        actions=tuple(dict.fromkeys(action for r in found for action in r.actions)),
        letters=tuple(dict.fromkeys(letter for r in found for letter in r.letters)),
        forecasts=tuple(forecast for _, forecast in [*(way for way in ways if way[0] == leading), *others]),
    )


def _published(edits: tuple[RecordEdit, ...]) -> tuple[object, ...]:
    """What stands in DNS after ``edits``, whatever the reason for them."""
    return tuple((edit.name, edit.type, edit.after) for edit in edits)


def _ways(remedy: Remedy) -> Iterator[tuple[tuple[RecordEdit, ...], Forecast]]:
    """The edits of ``remedy`` and its other ways, each with its forecast."""
    edits = ([remedy.edits] if remedy.edits else []) + list(remedy.alternatives)
    return zip(edits, remedy.forecasts, strict=True)


def _found_in_this_folder() -> Iterator[Cure]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            yield cast(Cure, importlib.import_module(f"{__name__}.{module.name}"))


_CURES = tuple(_found_in_this_folder())
