"""The failing sender's term in front of all others, where what stands before it ends the check in an error."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._edit import Candidate, Proved, proved
from mailmend.remedies._wanted import meant_by, wanted
from mailmend.spf import Record

CURES = ("MM-SPF-006", "MM-SPF-008")
WORDS = {
    "because": "{term} stands first, so that the check never comes to the names that are asked in vain; mail from "
    "elsewhere meets the same error as before",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record with the failing sender first, beside the ways that mend the record for everybody."""
    checked = evidence.spf
    if checked is None or len(checked.records) != 1 or not _ends_in_error(evidence):
        return None
    ways: list[Proved] = []
    for want in wanted(evidence):
        if want.certain:
            gain = yield from meant_by(want, evidence)
            candidate = Candidate(
                record=_in_front(checked.records[0], want.term),
                meant=(gain,),
                applicability=Applicability.REVIEW,
                because=phrase("spf_stand_first.because", term=want.term),
                sender=gain if evidence.client is None else None,
            )
            way = yield from proved(candidate, evidence, knowledge)
            ways += [way] if way else []
    if not ways:
        return None
    return Remedy(
        cures=finding.code,
        alternatives=tuple(way.edits for way in ways),
        forecasts=tuple(way.forecast for way in ways),
    )


def _ends_in_error(evidence: Evidence) -> bool:
    """Whether the failing sender gets permerror: some of what its service publishes, where no address is known."""
    return evidence.result == "permerror" or (evidence.space is not None and "permerror" in evidence.space.results)


def _in_front(record: Record, term: str) -> str:
    return f"{record.text[: record.version.end]} {term}{record.text[record.version.end :]}"
