"""Refusals counted by kind, and put together by what their samples turned out to be."""

from __future__ import annotations

from datetime import UTC, datetime

import mailmend.summary
from mailmend.model import (
    Applicability,
    Category,
    Cite,
    Confidence,
    DeliveryAttempt,
    Diagnosis,
    Evidence,
    Finding,
    Identities,
    Kind,
    Notification,
    Original,
    Owner,
    Plan,
    Pool,
    RecordEdit,
    Told,
)
from mailmend.phrase import Phrase
from mailmend.summary import Refused, Tally, summed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def bounce(recipient: str = "ana@museum.example", *, ip: str | None = "203.0.113.7", **more: object) -> Notification:
    attempt = DeliveryAttempt(recipient=recipient, status="5.7.23", client_ip=ip, category=Category.AUTH)
    words = {"kind": Kind.BOUNCE, "original": Original(mail_from="mara@tailor.example"), "attempts": (attempt,), **more}
    return Notification(source="inbox.mbox", **words)  # type: ignore[arg-type]


def diagnosed(sample: Notification, *, after: str | None = None, owner: Owner = Owner.SENDER_ADMIN) -> Diagnosis:
    ip = sample.attempt.client_ip
    evidence = Evidence(
        bounce=sample,
        told=Told(now=NOW),
        identities=Identities(client_ip=ip, helo=None, mail_from="mara@tailor.example", author_domain=None),
        pool=Pool(name="unknown", confidence=Confidence.POSSIBLE),
    )
    finding = Finding(
        code="MM-SPF-001",
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=owner,
        cites=(Cite(kind="asker", text=""),),
        params=(("ip", ip or ""),),
    )
    edit = RecordEdit(
        name="tailor.example.",
        type="TXT",
        before=(),
        after=(after or "",),
        applicability=Applicability.SAFE,
        because=Phrase("x"),
    )
    return Diagnosis(evidence=evidence, findings=(finding,), plan=Plan(edits=(edit,) if after else ()))


def tally_of(*found: Notification) -> Tally:
    tally = Tally()
    for each in found:
        tally.add(each)
    return tally


def test_alike_is_counted_once_with_its_first_sample():
    tally = tally_of(bounce("a@one.example", index=4), bounce("b@two.example"), bounce(ip="203.0.113.8"))
    assert [(kind.count, kind.sample.index) for kind in tally.kinds] == [(2, 4), (1, 0)]
    assert (tally.reports, tally.refusals, tally.delays) == (3, 3, 0)


def test_where_no_client_is_named_the_receiver_tells_kinds_apart():
    found = [bounce(f"a@{name}.example", ip=None) for name in ("one", "one", "two")]
    assert [kind.count for kind in tally_of(*found).kinds] == [2, 1]


def test_each_recipient_is_a_refusal_and_what_failed_not_is_none():
    attempts = (DeliveryAttempt(recipient="a@x.example"), DeliveryAttempt(recipient="b@x.example"))
    tally = tally_of(bounce(attempts=attempts), bounce(kind=Kind.AUTOREPLY), bounce(kind=Kind.DELAYED))
    assert (tally.reports, tally.refusals, tally.delays) == (2, 3, 1)
    assert all(len(kind.sample.attempts) == 1 for kind in tally.kinds)


def test_memory_is_bounded_and_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr(mailmend.summary, "MOST_KINDS", 2)
    tally = tally_of(*(bounce(ip=f"203.0.113.{n}") for n in (1, 2, 3, 1)))
    assert [kind.count for kind in tally.kinds] == [2, 1]
    found = summed(tally, [(kind, diagnosed(kind.sample)) for kind in tally.kinds])
    assert (found.refusals, found.unexamined) == (4, 1)


def test_one_cause_of_several_kinds_names_all_their_addresses():
    tally = tally_of(bounce(), bounce(), bounce(ip="203.0.113.8"))
    (cause,) = summed(tally, [(kind, diagnosed(kind.sample)) for kind in tally.kinds]).causes
    assert (cause.count, cause.domain, cause.same_words) == (3, "tailor.example", False)
    assert cause.clients == (("203.0.113.7", 2), ("203.0.113.8", 1))


def test_changes_are_numbered_by_what_they_clear_and_the_second_of_a_name_says_so():
    tally = tally_of(bounce(), bounce(ip="203.0.113.8"), bounce(ip="203.0.113.8"))
    found = summed(tally, [(kind, diagnosed(kind.sample, after=kind.sample.attempt.client_ip)) for kind in tally.kinds])
    assert [(change.number, change.count, change.again) for change in found.changes] == [(1, 2, False), (2, 1, True)]
    assert [(cause.change, cause.count) for cause in found.causes] == [(1, 2), (2, 1)]


def test_the_receivers_faults_are_told_by_receiver():
    kinds = [Refused(count=1, sample=bounce(f"a@{name}.example")) for name in ("one", "two")]
    found = summed(Tally(), [(kind, diagnosed(kind.sample, owner=Owner.RECIPIENT_ADMIN)) for kind in kinds])
    assert [cause.domain for cause in found.causes] == ["one.example", "two.example"]


def test_what_nothing_explains_is_told_too():
    sample = bounce()
    nothing = Diagnosis(evidence=diagnosed(sample).evidence, findings=())
    (cause,) = summed(Tally(), [(Refused(count=5, sample=sample), nothing)]).causes
    assert (cause.finding, cause.owner, cause.count) == (None, Owner.UNKNOWN, 5)
