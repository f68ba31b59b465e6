"""Authorise the failing sender in the domain's own SPF record, or write the first one."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Forecast, RecordEdit, Remedy, Service
from mailmend.remedies._edit import Proved, proved
from mailmend.remedies._wanted import Wanted, meant_by, wanted
from mailmend.spf import add, partition

CURES = ("MM-SPF-001", "MM-SPF-002", "MM-SPF-008")
WORDS: dict[str, str] = {}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The edits that authorise the failing sender: the best proved one, the rest as other ways."""
    best: tuple[RecordEdit, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    others: list[tuple[RecordEdit, ...]] = []
    for want in wanted(evidence):
        found = yield from _proved(want, evidence, knowledge)
        if found is None:
            continue
        if want.certain and not best:
            best, forecasts = found.edits, (found.forecast,)
        else:
            others.append(found.edits)
    if not best and not others:
        return None
    return Remedy(cures=finding.code, edits=best, forecasts=forecasts, alternatives=tuple(others))


def _proved(want: Wanted, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    checked = evidence.spf
    if checked is None or len(checked.records) > 1:
        return None
    record = add(checked.records[0], want.term) if checked.records else _first_record(want.term, evidence)
    if record is None:
        return None
    policies = [(yield from meant_by(want, evidence))]
    for service in _mailboxes(evidence) if not checked.records else ():
        name = str(service.include)
        policies.append((yield from partition(name, f"postmaster@{name}", name, now=evidence.told.now)))
    return (yield from proved(evidence, knowledge, record, policies, want.applicability, want.because))


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
