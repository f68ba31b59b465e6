"""Remove an include that points to a name without a record: it authorises nobody, and breaks the rest."""

from __future__ import annotations

from mailmend.flow import Answer, Flow, question, supposing
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._complete import completed
from mailmend.spf import partition

CURES = ("MM-SPF-007",)
WORDS = {"because": "\u201c{term}\u201d authorises nobody, and makes the whole record void; if you still use that service, ask it for its include first"}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record without the dead term, to be reviewed: the asker knows whether the service is still in use."""
    checked = evidence.spf
    problem = checked.evaluation.problem if checked and checked.evaluation else None
    if checked is None or problem is None or len(checked.records) != 1 or problem.domain != checked.domain:
        return None
    without = " ".join(term.text for term in checked.records[0].terms if term.text != problem.term)
    record = f"v=spf1 {without}".rstrip()
    alone = Answer(question=question(checked.domain, "TXT"), outcome="data", data=((record.encode("latin-1"),),))
    names = f"postmaster@{checked.domain}", checked.domain
    meant = yield from supposing((alone,), partition(checked.domain, *names, now=evidence.told.now))
    because = phrase("spf_remove_dead_include.because", term=problem.term or "")
    return (yield from completed(finding, evidence, knowledge, record, (meant,), Applicability.REVIEW, because))
