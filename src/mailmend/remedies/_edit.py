"""The one gate through which every SPF edit leaves: it is proved by the real evaluator, or it is refused.

What is proved (the rules that every plan keeps): the failing sender passes; nobody who passed stops passing; no
address newly gets permerror; at most 10 lookups; what is gained is only what was meant to be gained, and nothing of a
pool that its owner does not publish. Where that cannot be told, or where a wildcard or an alias is in play beyond what
exact questions can show, the edit is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailmend.flow import Answer, Flow, question, recorded, supposing
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Forecast, Identities, RecordEdit, SpfCheck
from mailmend.phrase import Phrase
from mailmend.remedies import _rrset
from mailmend.remedies._worst import policies
from mailmend.spf import RFC7208, Change, Evaluation, Policy, Result, check_host, compare, parse

# What still fits one TXT record in one DNS answer with room for others (RFC 7208 §3.4 recommends 512 bytes in all).
_MOST_RECORD = 2048
# Nobody's mail servers fill a /8 (IPv4) or a /20 (IPv6): who gains so much is to be looked at by a person.
_MOST_OWN = {4: 1 << 24, 6: 1 << 108}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An SPF record that might be published, why, and the policies whose passing addresses it is meant to gain."""

    record: str
    meant: tuple[Policy, ...]
    applicability: Applicability
    because: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An edit that passed the gate, with its forecast."""

    edits: tuple[RecordEdit, ...]
    forecast: Forecast


def proved(candidate: Candidate, evidence: Evidence, knowledge: Knowledge) -> Flow[Proved | None]:
    """The edit that makes ``candidate`` the SPF record of the checked domain, None where it cannot be proved."""
    checked, domain = evidence.spf, evidence.domain
    if checked is None or domain is None or not _senders_own(evidence, knowledge) or _unfit(candidate.record):
        return None
    place = yield from _rrset.place_of(checked.domain, domain.zone)
    if place is None:
        return None
    values = _rrset.with_record(place, candidate.record)
    after, asked = yield from recorded(supposing(_rrset.supposed(place, values), _judged(checked, evidence)))
    if _beyond_exact_questions(place, asked):
        return None
    before = yield from _judged(checked, evidence)
    change = compare(before.worst, after.worst)
    if not (_harmless(change, after) and _covered(change, candidate.meant) and _publishable(change, knowledge)):
        return None
    least = Applicability.REVIEW if _needs_eyes(change, after) else Applicability.SAFE
    return Proved(
        edits=_rrset.edits(place, values, weaker(least, candidate.applicability), candidate.because),
        forecast=_forecast(evidence, before, after),
    )


def alone(record: str, evidence: Evidence) -> Flow[Policy]:
    """What ``record`` would pass, at worst, if it stood alone at the checked domain."""
    domain = evidence.spf.domain if evidence.spf else ""
    standing = Answer(question=question(domain, "TXT"), outcome="data", data=((record.encode("latin-1"),),))
    names = domain, f"postmaster@{domain}", domain
    _, worst = yield from supposing((standing,), policies(*names, evidence.told.now))
    return worst


def weaker(one: Applicability, other: Applicability) -> Applicability:
    """The one that asks for more care."""
    order = list(Applicability)
    return max(one, other, key=order.index)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one state of the record says about the failed message and about everybody, really and at worst."""

    evaluation: Evaluation | None
    policy: Policy
    worst: Policy

    @property
    def lookups(self) -> int:
        return max((region.lookups for p in (self.policy, self.worst) for region in p.regions), default=0)


def _judged(checked: SpfCheck, evidence: Evidence) -> Flow[_Judged]:
    who, now = evidence.identities, evidence.told.now
    names = checked.domain, _sender(who, checked.domain), who.helo or checked.domain
    evaluation = (yield from check_host(who.client_ip, *names, now=now)) if who.client_ip else None
    policy, worst = yield from policies(*names, now)
    return _Judged(evaluation, policy, worst)


def _sender(who: Identities, domain: str) -> str:
    """The <sender> of check_host (RFC 7208 §2.4)."""
    return who.mail_from if who.mail_from and who.checked != "helo" else f"postmaster@{domain}"


def _senders_own(evidence: Evidence, knowledge: Knowledge) -> bool:
    """Whether the asker can edit the checked domain: no service's own, none whose policy a vendor keeps.

    A HELO name may be that of a host that only carried the message: it must be under a domain that the message is from.
    """
    domain, who = evidence.domain, evidence.identities
    if domain is None or domain.owned_by or domain.hosted_by:
        return False
    named = [name for name in ((who.mail_from or "").rpartition("@")[2], who.author_domain) if name]
    return not named or any(knowledge.suffixes.organizational(name) == domain.zone for name in named)


def _unfit(record: str) -> bool:
    return bool(parse(record).problems) or len(record) > _MOST_RECORD


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
    """The failing sender passes, nobody stops passing, nobody newly gets permerror, and the limits are kept."""
    if after.worst.dynamic or after.worst.incomplete or after.lookups > RFC7208.lookups:
        return False
    passes = after.evaluation.result is Result.PASS if after.evaluation else bool(change.gained)
    return passes and change.lost_count == 0 and not change.new_permerror


def _covered(change: Change, meant: Iterable[Policy]) -> bool:
    """Whether every gained address is one that was meant to be gained."""
    allowed = sorted((r.family, r.first, r.last) for p in meant for r in p.regions if r.result is Result.PASS)
    return all(_inside(gained, allowed) for gained in change.gained)


def _inside(gained: tuple[int, int, int], allowed: Sequence[tuple[int, int, int]]) -> bool:
    family, first, last = gained
    for known, start, end in allowed:
        if known == family and start <= first <= end:
            first = end + 1
            if first > last:
                return True
    return False


def _publishable(change: Change, knowledge: Knowledge) -> bool:
    """Whether nothing of an unpublished pool is gained."""
    return not any(knowledge.pools.unpublished_within(*gained) for gained in change.gained)


def _needs_eyes(change: Change, after: _Judged) -> bool:
    """Whether more is let in than any sender owns, or some of DNS did not answer, so that not all was proved."""
    unanswered = any(region.result is Result.TEMPERROR for region in after.worst.regions)
    return unanswered or any(last - first >= _MOST_OWN[family] for family, first, last in change.gained)


def _forecast(evidence: Evidence, before: _Judged, after: _Judged) -> Forecast:
    change = compare(before.policy, after.policy)
    return Forecast(
        client_ip=evidence.identities.client_ip,
        before=str(before.evaluation.result) if before.evaluation else evidence.result or "unknown",
        after=str(after.evaluation.result) if after.evaluation else "unknown",
        gained=change.gained_count,
        lost=change.lost_count,
        lookups_after=after.lookups,
    )
