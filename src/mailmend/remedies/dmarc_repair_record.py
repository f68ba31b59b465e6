"""Correct a DMARC record where only one correction makes sense."""

from __future__ import annotations

from mailmend.dmarc import almost_in, mended, records_in
from mailmend.flow import Flow, ask, question
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._dmarc import proved

CURES = tuple(f"MM-DMARC-{number}" for number in (102, 103, 105, 106, 107, 108, 109, 110, 205, 210))
WORDS = {
    "because": "this is what \u201c{before}\u201d must have been meant to be; look whether the policy is the one that "
    "you want",
    "same": "the records say the same, and only one is allowed",
}
_MOST_IN_A_SENTENCE = 150


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The corrected record; None where there are several that differ, or no single correction is evident."""
    author = evidence.identities.author_domain
    if not author:
        return None
    (answer,) = yield from ask(question(f"_dmarc.{author}", "TXT"))
    texts = [record.text for record in records_in(answer)] or almost_in(answer)
    meant = {mended(text) or text for text in texts}
    if len(meant) != 1 or (len(texts) == 1 and meant == set(texts)):
        return None
    before = texts[0] if len(texts[0]) <= _MOST_IN_A_SENTENCE else texts[0][: _MOST_IN_A_SENTENCE - 1] + "\u2026"
    code = "dmarc_repair_record.same" if len(texts) > 1 else "dmarc_repair_record.because"
    found = yield from proved(author, meant.pop(), phrase(code, before=before), evidence, knowledge)
    if found is None:
        return None
    edits, forecast = found
    return Remedy(cures=finding.code, edits=edits, forecasts=(forecast,))
