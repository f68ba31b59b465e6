"""A mended record, and the same with the failing sender added where the mending alone does not let it pass."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Remedy
from mailmend.remedies._edit import Candidate, proved, weaker
from mailmend.remedies._wanted import meant_by, wanted
from mailmend.spf import add, parse


def completed(mended: Candidate, finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The mended record, else the same with one more term that lets the failing sender pass; None where none does."""
    found = yield from proved(mended, evidence, knowledge)
    for want in wanted(evidence) if found is None else ():
        if want.certain and found is None:
            gain = yield from meant_by(want, evidence)
            longer = replace(
                mended,
                record=add(parse(mended.record), want.term),
                meant=(*mended.meant, gain),
                sender=gain if evidence.client is None else None,
                applicability=weaker(mended.applicability, want.applicability),
            )
            found = yield from proved(longer, evidence, knowledge)
    return Remedy(cures=finding.code, edits=found.edits, forecasts=(found.forecast,)) if found else None
