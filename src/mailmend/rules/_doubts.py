"""What speaks against findings of every kind: the age of the bounce, and what the receiver says of its own check.

Confidence comes from evidence: each of these takes it away where it holds, and is said.
"""

from __future__ import annotations

from datetime import timedelta

from mailmend.frozen import changed
from mailmend.model import Category, Confidence, Doubt, Evidence, Finding
from mailmend.pattern import pattern
from mailmend.phrase import phrase

WORDS = {
    "age": "DNS was asked {days} days after the refusal: what it says now need not be what the receiver was told.",
    "other_code": "The status code {status} alone would mean something else; the words were believed.",
    "wrapper": "The report sums it up as {status}, which means something else; what the far server said counts.",
    "stated": "The receiver says that its SPF result was {stated}; evaluated now it is {result}.",
    "delivered": "Your own message trace says that the message was delivered later ({status}).",
    "stand_in": "The record asks who the sender is. DNS was asked with postmaster in place of the sender’s own local "
    "part, which would tell it to others; for the sender itself the result may differ.",
    "no_reason": "The receiver gives no reason: that SPF was the reason is inferred.",
}
# Records change; what DNS says after a week is no certain proof of what the receiver was told.
_OLD = timedelta(days=7)
_MOST_WORDS = 2_000
# RFC 8601 §2.7.2 spells the results; receivers write them in many ways.
_RESULT = pattern(
    r"\bspf\b[^a-z0-9]{1,4}(?:[a-z]{2,12}[^a-z0-9]{1,3}){0,3}?"
    r"(soft ?fail|fail|neutral|none|perm(?:anent)?[ -]?error|temp(?:orary)?[ -]?error|pass)\b"
)
_KIN = ({"fail", "softfail", "neutral"}, {"none"}, {"permerror"}, {"temperror"}, {"pass"})


def weighed(finding: Finding, evidence: Evidence) -> Finding:
    """``finding`` with what speaks against it, and as sure as that leaves it."""
    finding = changed(finding, against=(*finding.against, *_delivered(evidence)))
    if not any(cite.kind == "dns" for cite in finding.cites):
        return finding
    doubts, steps = list(finding.against), finding.confidence.rank
    if evidence.attempt.category is Category.UNKNOWN and evidence.bounce.failed:
        doubts.append(Doubt(says=phrase("doubt.no_reason")))
        steps += 1
    if evidence.age is not None and evidence.age >= _OLD:
        doubts.append(Doubt(says=phrase("doubt.age", days=evidence.age.days)))
        steps = max(steps, Confidence.LIKELY.rank)
    stated = stated_result(evidence)
    if finding.code.startswith("MM-SPF-") and stated and evidence.result and not _alike(stated, evidence.result):
        doubts.append(Doubt(says=phrase("doubt.stated", stated=stated, result=str(evidence.result))))
        steps = max(steps, Confidence.LIKELY.rank)
    if finding.code.startswith("MM-SPF-") and evidence.spf is not None and evidence.spf.stand_in:
        doubts.append(Doubt(says=phrase("doubt.stand_in")))
        steps = max(steps, Confidence.LIKELY.rank)
    sure = list(Confidence)[min(steps, Confidence.POSSIBLE.rank)]
    return changed(finding, confidence=sure, against=tuple(dict.fromkeys(doubts)))


def stated_result(evidence: Evidence) -> str | None:
    """The SPF result that the receiver itself names in its refusal, None where it names none."""
    found = _RESULT.search(evidence.attempt.said[:_MOST_WORDS].lower())
    if found is None:
        return None
    word = found[1].replace(" ", "").replace("-", "")
    return {"permanenterror": "permerror", "temporaryerror": "temperror"}.get(word, word)


def _delivered(evidence: Evidence) -> tuple[Doubt, ...]:
    """That the tenant itself recorded a delivery, which a report of a passing trouble may have preceded."""
    entry = next((e for e in evidence.trace if (e.status or "").lower() == "delivered"), None)
    return (Doubt(says=phrase("doubt.delivered", status=entry.status or "")),) if entry else ()


def _alike(stated: str, result: str) -> bool:
    """Whether both are of one kind: which of fail, softfail and neutral makes no other cause."""
    return any({stated, str(result)} <= kin for kin in _KIN)
