"""The causes, one file each: add a file to this folder and it is a rule.

A rule module says ``CODE``, ``WORDS`` (English; ``title``, ``happened``, ``do``, each also with a ``.variant``),
``EXAMPLE`` (a story in which it is the cause) and ``NEAR_MISS`` (one that looks alike and in which it must not fire),
and ``check(evidence) -> Iterator[Finding]``. Its docstring is the page that ``mailmend explain CODE`` prints.

What can be wrong with an SPF record without being the cause of a bounce has its pages in ``_spf_errors.py`` and
``_spf_advice.py``: many small ones of one shape, so they stand in tables. The folder ``_checks`` holds what a check of
a domain finds beside SPF, without any bounce.

Rules do not know each other's order. Where one finding explains what another only describes, it names the other in
``defeats``; the other is then still shown, no longer as a cause.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Protocol, cast

from mailmend.frozen import changed, frozen
from mailmend.model import Diagnosis, Evidence, Finding, Setup
from mailmend.rules import _checks, _doubts
from mailmend.rules._checks._page import DnsPage
from mailmend.rules._pages import Page


@frozen
class Story:
    """A bounce and the DNS world around it: the examples of the rules.

    ``world`` is a world file, ``"*"`` a resolver that never answers; ``servers`` are the files that it names.
    """

    bounce: str
    world: str = ""
    servers: Mapping[str, str] = field(default_factory=dict)


class Rule(Protocol):
    """What a module in this folder offers."""

    CODE: str
    WORDS: dict[str, str]
    EXAMPLE: Story
    NEAR_MISS: Story
    __doc__: str | None

    def check(self, evidence: Evidence) -> Iterator[Finding]:
        """The findings of this rule on ``evidence``: none, or one."""
        ...


def diagnose(evidence: Evidence) -> Diagnosis:
    """All findings on one story: causes first, the surest of them first, then by code."""
    found = [finding for rule in rules() for finding in rule.check(evidence)]
    defeated = {code for finding in found if finding.cause for code in finding.defeats}
    judged = [changed(_doubts.weighed(f, evidence), cause=f.cause and f.code not in defeated) for f in found]
    return Diagnosis(evidence=evidence, findings=tuple(sorted(judged, key=_weight)))


def check(setup: Setup) -> tuple[Finding, ...]:
    """What is to be said of a domain without a bounce, the worst first."""
    return _checks.check(setup)


def rules() -> tuple[Rule, ...]:
    """Every rule in this folder, by code."""
    return _RULES


def pages() -> tuple[Page, ...]:
    """The page of every kind of problem of SPF records, by code."""
    # Only who reads or checks a record needs their hundred pages, not who diagnoses a bounce.
    from mailmend.rules import _spf_advice, _spf_errors  # noqa: PLC0415

    return tuple(sorted((*_spf_errors.PAGES, *_spf_advice.PAGES), key=lambda page: page.code))


def check_pages() -> tuple[DnsPage, ...]:
    """The page of everything else that a check of a domain finds, by code."""
    return _checks.pages()


def _weight(finding: Finding) -> tuple[bool, int, str]:
    return (not finding.cause, finding.confidence.rank, finding.code)


def _found_in_this_folder() -> Iterator[Rule]:
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            yield cast(Rule, importlib.import_module(f"{__name__}.{module.name}"))


_RULES = tuple(sorted(_found_in_this_folder(), key=lambda rule: rule.CODE))
