"""Correct the syntax of the record where only one correction makes sense."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._complete import completed
from mailmend.remedies._edit import Candidate, alone
from mailmend.spf import repair

CURES = ("MM-SPF-005",)
WORDS = {"because": "\u201c{before}\u201d is corrected to \u201c{after}\u201d"}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The repaired record, None where the fault is in another domain's record or more than one repair makes sense."""
    checked = evidence.spf
    if checked is None or len(checked.records) != 1 or not checked.records[0].problems:
        return None
    repaired = repair(checked.records[0])
    if repaired is None:
        return None
    before = ", ".join(fix[1] for fix in repaired.fixes)
    after = ", ".join(fix[2] for fix in repaired.fixes)
    because = phrase("spf_repair_syntax.because", before=before, after=after)
    meant = ((yield from alone(repaired.text, evidence)),)
    mended = Candidate(record=repaired.text, meant=meant, applicability=Applicability.SAFE, because=because)
    return (yield from completed(mended, finding, evidence, knowledge))
