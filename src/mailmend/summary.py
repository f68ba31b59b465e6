"""Many bounces at once: what was refused alike, and which one change clears how many of the refusals.

A :class:`Tally` takes notifications one at a time and keeps, of each kind of refusal, how often it came and the first
sample. Whoever holds the resolver has each sample diagnosed once; :func:`summed` puts together what has the same cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mailmend.frozen import frozen
from mailmend.model import DeliveryAttempt, Diagnosis, Finding, Forecast, Kind, Notification, Owner, RecordEdit

# Samples are kept in memory: of kinds beyond these, which come once or twice each, only the number is known.
MOST_KINDS = 5_000
_SENDERS_SIDE = frozenset((Owner.SENDER_ADMIN, Owner.SENDER_USER, Owner.SENDING_SERVICE, Owner.DNS_HOST))
_Alike = tuple[object, ...]


@dataclass(slots=True)
class Tally:
    """What was refused so far, by kind of refusal. A refusal is one recipient in one bounce or delay report."""

    reports: int = 0
    refusals: int = 0
    delays: int = 0
    _counts: Counter[_Alike] = field(default_factory=Counter)
    _samples: dict[_Alike, Notification] = field(default_factory=dict)

    def add(self, found: Notification) -> None:
        """Count ``found``; what reports no failure is passed over."""
        if not found.failed:
            return
        self.reports += 1
        self.refusals += len(found.attempts)
        self.delays += len(found.attempts) if found.kind is Kind.DELAYED else 0
        for attempt in found.attempts:
            alike = _alike(found, attempt)
            if alike in self._samples:
                self._counts[alike] += 1
            elif len(self._samples) < MOST_KINDS:
                self._samples[alike] = replace(found, attempts=(attempt,))
                self._counts[alike] = 1

    @property
    def kinds(self) -> tuple[Refused, ...]:
        """Every kind of refusal, the most frequent first."""
        return tuple(Refused(count=count, sample=self._samples[alike]) for alike, count in self._counts.most_common())


@frozen
class Refused:
    """A kind of refusal: how often it came, and its first sample, a notification with one attempt."""

    count: int
    sample: Notification


@frozen
class Cause:
    """Refusals with the same cause at the same ``domain``: the sender's where its side must act, else the recipient's.

    ``finding`` is that of the first sample, None where nothing explains the refusal; ``same_words`` says whether its
    parameters are those of all the others too. ``change`` is the number of the change that clears them, from 1.
    ``clients`` are the addresses that the messages came from, with their refusals, as far as they are known.
    """

    count: int
    domain: str
    owner: Owner
    finding: Finding | None
    same_words: bool
    sample: Notification
    clients: tuple[tuple[str, int], ...] = ()
    change: int | None = None


@frozen
class Change:
    """Edits made together, and how many refusals they clear; ``again`` where a change before it is of the same RRset.

    Both were made from the record as it is now: the second has to be made anew once the first is published.
    """

    number: int
    count: int
    edits: tuple[RecordEdit, ...]
    forecasts: tuple[Forecast, ...]
    again: bool


@frozen
class Summary:
    """What came back and why, the most frequent cause first; ``unexamined`` counts refusals that were not diagnosed."""

    reports: int
    refusals: int
    delays: int
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]
    unexamined: int


def summed(tally: Tally, diagnosed: Iterable[tuple[Refused, Diagnosis]]) -> Summary:
    """What the diagnoses of the samples of ``tally`` come to. A kind counts as its sample was diagnosed."""
    together = dict[_Alike, list[tuple[Refused, Diagnosis]]]()
    for refused, diagnosis in diagnosed:
        together.setdefault(_same(diagnosis), []).append((refused, diagnosis))
    groups = sorted(together.values(), key=lambda group: -_count(group))
    changes = tuple(_changes(groups))
    numbers = {_wanted(change.edits): change.number for change in changes}
    return Summary(
        reports=tally.reports,
        refusals=tally.refusals,
        delays=tally.delays,
        causes=tuple(_cause(group, numbers) for group in groups),
        changes=changes,
        unexamined=tally.refusals - sum(map(_count, groups)),
    )


def _alike(found: Notification, attempt: DeliveryAttempt) -> _Alike:
    """What two refusals have in common that are one kind.

    Where the receiver names the client, it is the client and the sender that decide, else the receiver too.
    """
    original, remote = found.original, attempt.remote
    receiver = None if attempt.client_ip else (attempt.remote_mta or _domain(attempt.recipient))
    said = (attempt.status, attempt.reply, remote and remote.status, remote and remote.reply)
    meant = (attempt.category, attempt.subtype, attempt.owner, attempt.identity)
    return (_domain(original.mail_from), _domain(original.author), attempt.client_ip, receiver, *said, *meant)


def _same(found: Diagnosis) -> _Alike:
    """What two diagnoses have in common that are told as one."""
    lead = found.causes[0] if found.causes else None
    if lead is None:
        return (None, _subject(found, Owner.UNKNOWN))
    return (lead.code, lead.variant, lead.owner, _subject(found, lead.owner), _wanted(found.plan.edits))


def _subject(found: Diagnosis, owner: Owner) -> str:
    if owner in _SENDERS_SIDE:
        who = found.evidence.identities
        return _domain(who.mail_from) or who.author_domain or ""
    return _domain(found.evidence.attempt.recipient)


def _wanted(edits: Iterable[RecordEdit]) -> _Alike:
    return tuple((edit.name, edit.type, edit.after) for edit in edits)


def _changes(groups: Iterable[list[tuple[Refused, Diagnosis]]]) -> Iterator[Change]:
    counts, plans = Counter[_Alike](), dict[_Alike, Diagnosis]()
    for group in groups:
        wanted = _wanted(group[0][1].plan.edits)
        if wanted:
            counts[wanted] += _count(group)
            plans.setdefault(wanted, group[0][1])
    seen = set[tuple[str, str]]()
    for number, (wanted, count) in enumerate(counts.most_common(), 1):
        plan = plans[wanted].plan
        names = {(edit.name, edit.type) for edit in plan.edits}
        yield Change(
            number=number, count=count, edits=plan.edits, forecasts=plan.forecasts[:1], again=bool(names & seen)
        )
        seen |= names


def _cause(group: list[tuple[Refused, Diagnosis]], numbers: dict[_Alike, int]) -> Cause:
    refused, first = group[0]
    lead = first.causes[0] if first.causes else None
    owner = lead.owner if lead else Owner.UNKNOWN
    return Cause(
        count=_count(group),
        domain=_subject(first, owner),
        owner=owner,
        finding=lead,
        same_words=lead is not None and all(each.causes[0].params == lead.params for _, each in group),
        sample=refused.sample,
        clients=tuple(_clients(group).most_common()),
        change=numbers.get(_wanted(first.plan.edits)),
    )


def _clients(group: Iterable[tuple[Refused, Diagnosis]]) -> Counter[str]:
    counts = Counter[str]()
    for refused, diagnosis in group:
        ip = diagnosis.evidence.identities.client_ip
        if ip:
            counts[ip] += refused.count
    return counts


def _count(group: Iterable[tuple[Refused, Diagnosis]]) -> int:
    return sum(refused.count for refused, _ in group)


def _domain(address: str | None) -> str:
    return (address or "").rpartition("@")[2].lower()
