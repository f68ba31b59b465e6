"""Publish the record at the name that receivers ask: it stands already, one label away."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Flow, texts
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies import spf_add_mechanism
from mailmend.remedies._complete import completed
from mailmend.remedies._edit import Candidate, alone, proved
from mailmend.remedies._wanted import meant_by, wanted
from mailmend.spf import add, is_spf, parse

CURES = ("MM-SPF-010",)
WORDS = {
    "because": "this is the record that stands at {place} now, where no receiver looks; remove it there afterwards"
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The misplaced record at its right place, with the failing sender added where it lacks it."""
    for answer in evidence.domain.misplaced if evidence.domain else ():
        records = [parse(text) for text in texts(answer) if is_spf(text)]
        if len(records) != 1 or records[0].problems:
            continue
        because = phrase("spf_move_record.because", place=answer.question.name.rstrip("."))
        meant = ((yield from alone(records[0].text, evidence)),)
        moved = Candidate(record=records[0].text, meant=meant, applicability=Applicability.REVIEW, because=because)
        found = yield from completed(moved, finding, evidence, knowledge)
        return found or (yield from _with_the_stranger(moved, finding, evidence, knowledge))
    return (yield from spf_add_mechanism.propose(finding, evidence, knowledge))


def _with_the_stranger(
    moved: Candidate, finding: Finding, evidence: Evidence, knowledge: Knowledge
) -> Flow[Remedy | None]:
    """Only as another way: the record with the failing sender, of whom nothing proves that it is the asker's."""
    for want in wanted(evidence):
        meant = (*moved.meant, (yield from meant_by(want, evidence)))
        longer = replace(moved, record=add(parse(moved.record), want.term), meant=meant, because=want.because)
        found = yield from proved(longer, evidence, knowledge)
        if found is not None:
            return Remedy(cures=finding.code, alternatives=(found.edits,), forecasts=(found.forecast,))
    return None
