"""Who sent in the name of a domain, as receivers reported it (RFC 7489 §7.2, RFC 9990)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailmend.frozen import frozen


@frozen
class ReportedSource:
    """One address that sent in the name of ``header_from``, as receivers reported it.

    ``spf_domain`` is the domain that SPF was checked for; ``spf`` and ``dkim`` are whether that method passed and was
    aligned (policy_evaluated). ``messages`` is how many they were, all reports taken together.
    """

    ip: str
    header_from: str
    spf_domain: str
    spf: bool
    dkim: bool
    messages: int

    @property
    def passed(self) -> bool:
        """Whether DMARC passed."""
        return self.spf or self.dkim


def together(sources: Iterable[ReportedSource]) -> tuple[ReportedSource, ...]:
    """Equal sources as one with their messages added up, those with most messages first."""
    counts: dict[ReportedSource, int] = {}
    for source in sources:
        same = replace(source, messages=0)
        counts[same] = counts.get(same, 0) + source.messages
    added = (replace(same, messages=count) for same, count in counts.items())
    return tuple(sorted(added, key=lambda each: (-each.messages, each.ip, each.header_from, each.spf_domain)))
