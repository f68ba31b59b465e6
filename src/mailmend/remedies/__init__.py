"""The ways out, one file each: add a file to this folder and it is a remedy.

A remedy module says ``CURES`` (codes of rules), ``WORDS`` (English) and
``propose(finding, evidence, knowledge) -> Flow[Remedy | None]``. A DNS edit leaves this floor only with a forecast by
the real evaluator; ``_edit.py`` makes, proves and refuses edits, by the rules that every plan keeps.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Diagnosis, Evidence, Finding, Plan, Remedy


class Cure(Protocol):
    """What a module in this folder offers."""

    CURES: tuple[str, ...]
    WORDS: dict[str, str]

    def propose(self, finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
        """The way out of ``finding``, None where this remedy has none to offer."""
        ...


def propose(diagnosis: Diagnosis, knowledge: Knowledge) -> Flow[Plan]:
    """What to do about the causes: the first edit that cures, other ways beside it, every action and letter."""
    found: list[Remedy] = []
    for finding in diagnosis.causes:
        for cure in cures():
            if finding.code in cure.CURES:
                remedy = yield from cure.propose(finding, diagnosis.evidence, knowledge)
                found += [remedy] if remedy else []
    return _plan(found)


def cures() -> tuple[Cure, ...]:
    """Every remedy in this folder, by name."""
    return _CURES


def _plan(found: list[Remedy]) -> Plan:
    leading = next((remedy for remedy in found if remedy.edits), None)
    others = tuple(r.edits for r in found if r.edits and r is not leading)
    return Plan(
        edits=leading.edits if leading else (),
        alternatives=(*others, *(way for r in found for way in r.alternatives)),
        actions=tuple(dict.fromkeys(action for r in found for action in r.actions)),
        letters=tuple(dict.fromkeys(letter for r in found for letter in r.letters)),
        forecasts=leading.forecasts if leading else (),
    )


def _found_in_this_folder() -> Iterator[Cure]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            yield cast(Cure, importlib.import_module(f"{__name__}.{module.name}"))


_CURES = tuple(_found_in_this_folder())
