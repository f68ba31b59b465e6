"""Merge several SPF records of one name into one that holds the terms of all, in their order and spelling."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._complete import completed
from mailmend.remedies._edit import Candidate, alone
from mailmend.spf import merge

CURES = ("MM-SPF-003",)
WORDS = {
    "because": "only one SPF record is allowed; this one holds the terms of all {count}",
    "softened": "only one SPF record is allowed; this one holds the terms of all {count}, and the softer of their "
    "endings ({ending}), so that nothing is refused that was not refused before",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The merged record, with the failing sender added where no record held it and its owner is proved."""
    # RFC 2181 §5: an RRset has no order, and servers rotate it; the plan is to be the same every time.
    records = tuple(sorted(evidence.spf.records, key=lambda record: record.text)) if evidence.spf else ()
    merged = merge(records)
    if merged is None:
        return None
    endings = {record.all.text for record in records if record.all}
    because = phrase(
        "spf_merge_records.softened" if len(endings) > 1 else "spf_merge_records.because",
        count=len(records),
        ending=merged.rpartition(" ")[2],
    )
    meant = []
    for record in records:
        meant.append((yield from alone(record.text, evidence)))  # noqa: PERF401 - "yield from" has no comprehension
    mended = Candidate(record=merged, meant=tuple(meant), applicability=Applicability.SAFE, because=because)
    return (yield from completed(mended, finding, evidence, knowledge))
