"""What a file in this folder offers."""

from __future__ import annotations

from typing import Protocol

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Remedy


class Cure(Protocol):
    """A way out of the findings whose codes stand in ``CURES``: causes of bounces, or what a check finds."""

    CURES: tuple[str, ...]

    def propose(self, finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
        """The way out of ``finding``, None where this remedy has none to offer."""
        ...
