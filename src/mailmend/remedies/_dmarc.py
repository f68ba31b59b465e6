"""The gate through which every edit of a DMARC record leaves: what receivers then read is looked up in that world."""

from __future__ import annotations

from mailmend.dmarc import ERRORS, STRENGTH, DmarcCheck, almost_in, discover, parse
from mailmend.flow import Flow, supposing
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Forecast, RecordEdit
from mailmend.phrase import Phrase
from mailmend.remedies import _rrset


def proved(
    author: str, record: str, because: Phrase, evidence: Evidence, knowledge: Knowledge
) -> Flow[tuple[tuple[RecordEdit, ...], Forecast] | None]:
    """The edit that makes ``record`` the DMARC record of ``author``, with its forecast; None where it is not proved.

    Proved: the record is found at the name by receivers of RFC 9989 and of RFC 7489, both read the same policy from
    it, and it has no error. It is always to be reviewed: who reads the reports, and whether the policy is meant, only
    the domain's owner knows.
    """
    place = yield from _rrset.place_of(f"_dmarc.{author}", knowledge.suffixes.organizational(author))
    if place is None:
        return None
    values = _values(place, record)
    before = evidence.dmarc or (yield from discover(author, knowledge.suffixes))
    after = yield from supposing(_rrset.supposed(place, values), discover(author, knowledge.suffixes))
    if not _sound(after):
        return None
    evaluation = evidence.spf.evaluation if evidence.spf else None
    result = str(evidence.result or "unknown")
    forecast = Forecast(
        client_ip=None,
        before=result,
        after=result,
        gained=0,
        lost=0,
        lookups_after=evaluation.lookups if evaluation else 0,
        policies=(before.policy or "none", after.policy or "none"),
    )
    return _rrset.edits(place, values, Applicability.REVIEW, because), forecast


def _values(place: _rrset.Place, record: str) -> tuple[str, ...]:
    """The TXT values at the place with ``record`` instead of its DMARC records and of what is meant to be one."""
    almost = almost_in(place.txt)
    kept = [_rrset.shown("TXT", strings) for strings in place.txt.data]
    return (*(value for value in kept if parse(value) is None and value not in almost), record)


def _sound(after: DmarcCheck) -> bool:
    record = after.record
    if record is None or after.record_domain != after.author_domain or any(f.kind in ERRORS for f in record.faults):
        return False
    same = (after.policy_by_rfc7489 or "none") == (after.policy or "none")
    return same and (after.policy or "none") in STRENGTH
