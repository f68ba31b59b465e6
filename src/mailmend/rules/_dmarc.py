"""What the rules about DMARC share."""

from __future__ import annotations

from mailmend.flow import Answer
from mailmend.model import Cite, Evidence, Subtype
from mailmend.rules import _cites


def refused_by_it(evidence: Evidence) -> bool:
    """Whether the far server's words are about DMARC or alignment."""
    return evidence.bounce.failed and evidence.attempt.subtype in (Subtype.DMARC, Subtype.ALIGNMENT)


def author(evidence: Evidence) -> str:
    """The author's domain, empty where it is not known."""
    return evidence.identities.author_domain or ""


def record(evidence: Evidence) -> tuple[Cite, ...]:
    """The DMARC record that applies, or the answer that shows that there is none."""
    answer = answer_of(evidence)
    if answer is None:
        return ()
    found = evidence.dmarc.record if evidence.dmarc else None
    return (_cites.dns(answer, found.text if found else None),)


def answer_of(evidence: Evidence) -> Answer | None:
    """The answer that holds the record that applies, else the author domain's own."""
    policy = evidence.dmarc
    if policy is None or not policy.answers:
        return None
    place = f"_dmarc.{policy.record_domain}."
    return next((answer for answer in policy.answers if answer.question.name == place), policy.answers[0])
