"""The answer: the findings on a story or on a domain, and what is proposed about them."""

from __future__ import annotations

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.evidence import Evidence
from mailmend.model.finding import Finding
from mailmend.model.plan import Plan, Remedy
from mailmend.model.setup import Setup

_NOTHING_PROPOSED = Plan()


@frozen
class Diagnosis:
    """The findings on one story, the surest cause first, and what is proposed about them."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    plan: Plan = _NOTHING_PROPOSED

    @property
    def causes(self) -> tuple[Finding, ...]:
        """The findings that explain the refusal."""
        return tuple(finding for finding in self.findings if finding.cause)

    @property
    def unexplained(self) -> bool:
        """Whether no finding explains the refusal."""
        return not self.causes


@frozen
class Checkup:
    """The findings on one domain, the worst first, and the remedies, each naming the finding that it cures.

    ``answers`` are all that was asked of DNS.
    """

    setup: Setup
    findings: tuple[Finding, ...]
    remedies: tuple[Remedy, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def resolver_failed(self) -> bool:
        """Whether our own resolver answered nothing at all, so that nothing can be said."""
        return bool(self.answers) and all(answer.outcome == "unavailable" for answer in self.answers)
