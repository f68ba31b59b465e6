"""The one gate through which every SPF edit leaves: it is proved by the real evaluator, or it is refused.

What is proved (the rules that every plan keeps): the failing sender passes; nobody who passed stops passing; no
address newly gets permerror, so no limit is newly broken; what is gained is only what was meant to be gained; nothing
of a pool that its owner does not publish. Where a wildcard or a CNAME is in play beyond what exact questions can
show, the edit is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailmend.flow import Answer, Flow, question, recorded, supposing
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Forecast, RecordEdit
from mailmend.phrase import Phrase
from mailmend.remedies import _rrset
from mailmend.spf import Change, Evaluation, Policy, Result, check_host, compare, parse, partition, split

_MOST_STRING = 255
# What still fits one TXT record in one DNS answer with room for others (RFC 7208 §3.4 recommends 512 bytes in all).
_MOST_RECORD = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An edit that passed the gate, with its forecast."""

    edits: tuple[RecordEdit, ...]
    forecast: Forecast


def proved(
    evidence: Evidence, knowledge: Knowledge, record: str, meant: Iterable[Policy], applicability: Applicability, because: Phrase
) -> Flow[Proved | None]:
    """The edit that makes ``record`` the SPF record of the checked domain, None where it cannot be proved.

    ``meant`` are the policies whose passing addresses may be gained.
    """
    checked, domain = evidence.spf, evidence.domain
    if checked is None or domain is None or domain.owned_by or domain.hosted_by or _unfit(record):
        return None
    place = yield from _rrset.place_of(checked.domain, domain.zone)
    if place is None:
        return None
    values = _rrset.with_record(place, record)
    after, asked = yield from recorded(supposing(_rrset.supposed(place, values), _judged(evidence)))
    if _beyond_exact_questions(place, asked):
        return None
    before = yield from _judged(evidence)
    change = compare(before.policy, after.policy)
    if not (_harmless(change, after) and _covered(change, meant) and _publishable(change, knowledge)):
        return None
    if after.policy.dynamic or after.policy.incomplete:
        applicability = Applicability.REVIEW
    return Proved(
        edits=_rrset.edits(place, values, applicability, because), forecast=_forecast(evidence, before, after, change)
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one state of the record says about the failed message and about everybody."""

    evaluation: Evaluation | None
    policy: Policy


def _judged(evidence: Evidence) -> Flow[_Judged]:
    who, checked = evidence.identities, evidence.spf
    assert checked is not None  # noqa: S101 - proved() has looked
    mail_from = who.mail_from if checked.identity == "mfrom" and who.mail_from else None
    sender, helo = mail_from or f"postmaster@{checked.domain}", who.helo or checked.domain
    evaluation = None
    if who.client_ip:
        evaluation = yield from check_host(who.client_ip, checked.domain, sender, helo, now=evidence.told.now)
    return _Judged(evaluation, (yield from partition(checked.domain, sender, helo, now=evidence.told.now)))


def alone(record: str, evidence: Evidence) -> Flow[Policy]:
    """What ``record`` would pass if it stood alone at the checked domain."""
    domain = evidence.spf.domain if evidence.spf else ""
    standing = Answer(question=question(domain, "TXT"), outcome="data", data=((record.encode("latin-1"),),))
    return (yield from supposing((standing,), partition(domain, f"postmaster@{domain}", domain, now=evidence.told.now)))


def _unfit(record: str) -> bool:
    return bool(parse(record).problems) or len(record) > _MOST_RECORD or any(len(part) > _MOST_STRING for part in split(record))


def _beyond_exact_questions(place: _rrset.Place, asked: tuple[Answer, ...]) -> bool:
    """Whether the forecast rests on names that the edit changes without their being the edited name.

    A name below one that lives by a wildcard stops to exist with the edit; another alias of the edited name would get
    the new record too.
    """
    own = {f"{name}." for name in (place.name, *place.aliases)}
    for answer in asked:
        name = answer.question.name
        if place.wildcard and name.endswith(f".{place.name}."):
            return True
        if answer.question.type == "TXT" and name not in own and answer.data and answer.data == place.txt.data:
            return True
    return False


def _harmless(change: Change, after: _Judged) -> bool:
    """The failing sender passes, nobody stops passing, nobody newly gets permerror."""
    passes = after.evaluation is None or after.evaluation.result is Result.PASS
    return passes and not change.lost and change.lost_count in (0, None) and not change.new_permerror


def _covered(change: Change, meant: Iterable[Policy]) -> bool:
    """Whether every gained address is one that was meant to be gained."""
    allowed = sorted(
        (r.family, r.first, r.last) for policy in meant for r in policy.regions if r.result is Result.PASS
    )
    return all(_inside(gained, allowed) for gained in change.gained)


def _inside(gained: tuple[int, int, int], allowed: list[tuple[int, int, int]]) -> bool:
    family, first, last = gained
    for known, start, end in allowed:
        if known == family and start <= first <= end:
            first = max(first, end + 1)
            if first > last:
                return True
    return False


def _publishable(change: Change, knowledge: Knowledge) -> bool:
    """Whether nothing of an unpublished pool is gained."""
    return not any(knowledge.pools.unpublished_within(*gained) for gained in change.gained)


def _forecast(evidence: Evidence, before: _Judged, after: _Judged, change: Change) -> Forecast:
    return Forecast(
        client_ip=evidence.identities.client_ip,
        before=str(before.evaluation.result) if before.evaluation else evidence.result or "unknown",
        after=str(after.evaluation.result) if after.evaluation else "unknown",
        gained=change.gained_count,
        lost=change.lost_count,
        lookups_after=max((region.lookups for region in after.policy.regions), default=0),
    )
