"""The one gate through which every SPF edit leaves: it is proved by the real evaluator, or it is refused.

What is proved (the rules that every plan keeps): the failing sender passes; nobody who passed stops passing; no
address newly gets permerror; at most 10 lookups; what is gained is only what was meant to be gained, and nothing of a
pool that its owner does not publish. Where that cannot be told, or where a wildcard or an alias is in play beyond what
exact questions can show, the edit is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailmend.flow import Answer, Flow, question, recorded, supposing
from mailmend.frozen import frozen
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Forecast, RecordEdit, SpfCheck
from mailmend.phrase import Phrase
from mailmend.remedies import _rrset
from mailmend.remedies._bounds import Readings, readings
from mailmend.spf import READINGS, RFC7208, Evaluation, Policy, Result, check_host, compare, parse
from mailmend.spf.difference import differences
from mailmend.spf.names import to_ascii
from mailmend.spf.policy import Range

# What still fits one TXT record in one DNS answer with room for others (RFC 7208 §3.4 recommends 512 bytes in all).
_MOST_RECORD = 2048
# Nobody's mail servers fill a /8 (IPv4) or a /20 (IPv6): who gains so much is to be looked at by a person.
_MOST_OWN = {4: 1 << 24, 6: 1 << 108}


@frozen
class Candidate:
    """An SPF record that might be published, why, and the policies whose passing addresses it is meant to gain.

    ``sender`` is all that the sending service publishes, where the bounce does not say which of it was refused.
    """

    record: str
    meant: tuple[Policy, ...]
    applicability: Applicability
    because: Phrase
    sender: Policy | None = None


@frozen
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
    gained = compare(before.said.strict, after.said.lax).gained
    if not (_harmless(before, after) and _covered(gained, candidate.meant) and _publishable(gained, knowledge)):
        return None
    # Any of them may be the one that failed: an edit after which some meet an error still has not mended it.
    if candidate.sender and not _covered(_passing(candidate.sender), (after.said.strict,)):
        return None
    least = Applicability.REVIEW if _needs_eyes(gained, after) else Applicability.SAFE
    return Proved(
        edits=_rrset.edits(place, values, weaker(least, candidate.applicability), candidate.because),
        forecast=_forecast(evidence, before, after, knowledge),
    )


def alone(record: str, evidence: Evidence) -> Flow[Policy]:
    """What ``record`` would pass at most if it stood alone at the checked domain."""
    domain = evidence.spf.domain if evidence.spf else ""
    standing = Answer(question=question(domain, "TXT"), outcome="data", data=((record.encode("latin-1"),),))
    names = domain, f"postmaster@{domain}", domain
    return (yield from supposing((standing,), readings(*names, evidence.told.now))).lax


def weaker(one: Applicability, other: Applicability) -> Applicability:
    """The one that asks for more care."""
    order = list(Applicability)
    return max(one, other, key=order.index)


@frozen(kw_only=False)
class _Judged:
    """What one state of the record says about the failed message, by each reading, and about everybody."""

    by_reading: Mapping[str, Evaluation]
    said: Readings

    @property
    def evaluation(self) -> Evaluation | None:
        """The failed message by RFC 7208, None where its address is not known."""
        return next(iter(self.by_reading.values()), None)


def _judged(checked: SpfCheck, evidence: Evidence) -> Flow[_Judged]:
    who, now = evidence.identities, evidence.told.now
    names = checked.domain, who.sender(checked.domain), who.helo or checked.domain
    by_reading = {}
    for name, limits in READINGS.items() if who.client_ip else ():
        by_reading[name] = yield from check_host(str(who.client_ip), *names, now=now, limits=limits)
    return _Judged(by_reading, (yield from readings(*names, now)))


def _senders_own(evidence: Evidence, knowledge: Knowledge) -> bool:
    """Whether the asker can edit the checked domain: no service's own, none whose policy a vendor keeps.

    A HELO name may be that of a host that only carried the message: it must be under a domain that the message is from.
    """
    domain, who = evidence.domain, evidence.identities
    if domain is None or domain.owned_by or domain.hosted_by:
        return False
    named = [name for name in ((who.mail_from or "").rpartition("@")[2], who.author_domain) if name]
    return not named or any(knowledge.suffixes.organizational(to_ascii(name)) == domain.zone for name in named)


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


def _harmless(before: _Judged, after: _Judged) -> bool:
    """The failing sender passes, nobody stops passing, nobody newly gets permerror, and the limits are kept."""
    old, new = before.said, after.said
    if new.lax.dynamic or new.lax.incomplete or new.lookups > RFC7208.lookups:
        return False
    harm = compare(old.lax, new.strict)
    gains = after.evaluation.result is Result.PASS if after.evaluation else bool(compare(old.strict, new.lax).gained)
    return gains and harm.lost_count == 0 and not harm.new_permerror


def _covered(gained: Iterable[Range], meant: Iterable[Policy]) -> bool:
    """Whether every gained address is one that was meant to be gained."""
    allowed = sorted(each for policy in meant for each in _passing(policy))
    return all(_inside(each, allowed) for each in gained)


def _passing(policy: Policy) -> list[Range]:
    return [(region.family, region.first, region.last) for region in policy.regions if region.result is Result.PASS]


def _inside(gained: Range, allowed: Sequence[Range]) -> bool:
    family, first, last = gained
    for known, start, end in allowed:
        if known == family and start <= first <= end:
            first = end + 1
            if first > last:
                return True
    return False


def _publishable(gained: Iterable[Range], knowledge: Knowledge) -> bool:
    """Whether nothing of an unpublished pool is gained."""
    return not any(knowledge.pools.unpublished_within(*each) for each in gained)


def _needs_eyes(gained: Iterable[Range], after: _Judged) -> bool:
    """Whether more is let in than any sender owns, or some of DNS did not answer, so that not all was proved."""
    unanswered = any(region.result is Result.TEMPERROR for region in after.said.strict.regions)
    return unanswered or any(last - first >= _MOST_OWN[family] for family, first, last in gained)


def _forecast(evidence: Evidence, before: _Judged, after: _Judged, knowledge: Knowledge) -> Forecast:
    change = compare(before.said.real, after.said.real)
    return Forecast(
        client_ip=evidence.identities.client_ip,
        before=str(before.evaluation.result) if before.evaluation else evidence.result or "unknown",
        after=str(after.evaluation.result) if after.evaluation else "unknown",
        gained=change.gained_count,
        lost=change.lost_count,
        lookups_after=after.said.lookups,
        readings=tuple((name, str(found.result)) for name, found in after.by_reading.items()),
        gained_by=tuple(dict.fromkeys(_gainers(before.said.real, after.said.real, knowledge))),
    )


def _gainers(before: Policy, after: Policy, knowledge: Knowledge) -> Iterator[str]:
    """By which terms addresses start to pass; a service's include by the service's name too."""
    for each in differences(before, after):
        if each.kind == "gained" and each.path_after:
            _, term = each.path_after[0]
            sender = knowledge.sender_by_include(term.partition(":")[2]) if "include:" in term else None
            yield f"{term} ({sender.name})" if sender else term
