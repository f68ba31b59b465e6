"""A repaired record, and the same with the failing sender added where the repair alone does not let it pass."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import Phrase
from mailmend.remedies._edit import proved
from mailmend.remedies._wanted import meant_by, wanted
from mailmend.spf import Policy, add, parse


def completed(
    finding: Finding,
    evidence: Evidence,
    knowledge: Knowledge,
    record: str,
    meant: tuple[Policy, ...],
    applicability: Applicability,
    because: Phrase,
) -> Flow[Remedy | None]:
    """The first of the repaired record alone and with one more proved term that lets the failing sender pass."""
    found = yield from proved(evidence, knowledge, record, meant, applicability, because)
    if found is None:
        for want in wanted(evidence):
            longer = add(parse(record), want.term) if want.certain else None
            if longer is not None and found is None:
                more = (*meant, (yield from meant_by(want, evidence)))
                found = yield from proved(evidence, knowledge, longer, more, want.applicability, because)
    return Remedy(cures=finding.code, edits=found.edits, forecasts=(found.forecast,)) if found else None
