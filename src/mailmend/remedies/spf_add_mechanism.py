"""Authorise the failing sender in the domain's own SPF record, or write the first one."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Remedy, Service
from mailmend.remedies._edit import Candidate, Proved, proved
from mailmend.remedies._wanted import Wanted, meant_by, published, wanted
from mailmend.spf import add

CURES = ("MM-SPF-001", "MM-SPF-002", "MM-SPF-008")


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The edits that authorise the failing sender: the best proved one, the rest as other ways."""
    best: Proved | None = None
    others: list[Proved] = []
    for want in wanted(evidence):
        found = yield from _proved(want, evidence, knowledge)
        if found is not None and want.certain and best is None:
            best = found
        elif found is not None:
            others.append(found)
    if best is None and not others:
        return None
    ways = [*([best] if best else []), *others]
    return Remedy(
        cures=finding.code,
        edits=best.edits if best else (),
        alternatives=tuple(way.edits for way in others),
        forecasts=tuple(way.forecast for way in ways),
    )


def _proved(want: Wanted, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    checked = evidence.spf
    if checked is None or len(checked.records) > 1:
        return None
    meant = [(yield from meant_by(want, evidence))]
    if checked.records:
        record = add(checked.records[0], want.term)
    else:
        record = _first_record(want.term, evidence)
        for service in _mailboxes(evidence):
            meant.append((yield from published(str(service.include), evidence)))  # noqa: PERF401 - a Flow
    candidate = Candidate(
        record=record,
        meant=tuple(meant),
        applicability=want.applicability,
        because=want.because,
        sender=meant[0] if evidence.client is None else None,
    )
    return (yield from proved(candidate, evidence, knowledge))


def _first_record(term: str, evidence: Evidence) -> str:
    """The first SPF record of a domain: the failing sender and the mailbox services that DNS shows, softly closed."""
    others = (f"include:{service.include}" for service in _mailboxes(evidence))
    return " ".join(["v=spf1", *dict.fromkeys((*others, term)), "~all"])


def _mailboxes(evidence: Evidence) -> tuple[Service, ...]:
    """The mailbox services to which the domain's own MX leads: what they send must not be marked by a first record."""
    services = evidence.domain.services if evidence.domain else ()
    return tuple(
        s for s in services if s.kind == "mailbox" and s.include and any(a.question.type == "MX" for a in s.used)
    )
