"""The remedies of bounces, put to use where a domain is checked without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Finding, Remedy, Setup
from mailmend.remedies._cure import Cure
from mailmend.remedies._reported import remedy_with_bystanders

# What the audit of an SPF record calls by its kind, the rules of bounces call by its consequence.
_SAME: Final = {
    **{f"MM-SPF-{number}": "MM-SPF-005" for number in range(101, 116)},
    "MM-SPF-121": "MM-SPF-003",
    "MM-SPF-122": "MM-SPF-004",
    "MM-SPF-123": "MM-SPF-006",
    "MM-SPF-125": "MM-SPF-007",
    "MM-SPF-126": "MM-SPF-007",
    "MM-SPF-131": "MM-SPF-002",
    "MM-DNS-102": "MM-DNS-002",
    "MM-DNS-103": "MM-DNS-001",
}


def mend(
    setup: Setup, findings: Iterable[Finding], cures: Iterable[Cure], knowledge: Knowledge
) -> Flow[tuple[Remedy, ...]]:
    """What to do about each finding for which there is more than words: each way out once, for the first it cures."""
    known, found = tuple(cures), dict[Remedy, Remedy]()
    for finding in findings:
        for code in dict.fromkeys((finding.code, _SAME.get(finding.code, finding.code))):
            for cure in (each for each in known if code in each.CURES):
                remedy = yield from cure.propose(replace(finding, code=code), setup.evidence, knowledge)
                if remedy is not None:
                    remedy = yield from remedy_with_bystanders(remedy, setup.evidence, knowledge)
                    found.setdefault(replace(remedy, cures=""), replace(remedy, cures=finding.code))
    return tuple(found.values())
