"""The verbs. Read this page and ``model/``, the nouns, and you know mailmend.

bytes --read--> who refused what, in their words
      --observe--> all that can be known (asks DNS)
      --diagnose--> findings that cite
      --propose--> remedies, and a forecast of each (asks DNS)
      --verify--> where the change stands, once somebody made it (asks DNS)

a domain --check--> findings and remedies without any bounce (asks DNS)

Nothing here touches the world: what must be asked comes out as a Flow, what is packaged is handed in as ``Knowledge``.
``publish`` is not on this page: it changes the world, so it lives with the I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailmend import dialects, evidence, landing, meaning, remedies, rules
from mailmend.flow import Flow, recorded
from mailmend.frozen import changed
from mailmend.knowledge import Knowledge
from mailmend.model import Awaited, Checkup, Diagnosis, Evidence, Identities, Notification, Plan, Source, Told, Verdict


def read(source: Source, knowledge: Knowledge) -> Iterator[Notification]:
    """Every notification in ``source``, one at a time, with the meaning of each refusal. Never raises on mail."""
    for notification in dialects.read(source):
        yield meaning.understand(notification, knowledge)


def observe(bounce: Notification, told: Told, knowledge: Knowledge) -> Flow[tuple[Evidence, ...]]:
    """All that can be known about ``bounce``: one :class:`Evidence` for each group of attempts with the same story."""
    return (yield from evidence.observe(bounce, told, knowledge))


def diagnose(seen: Evidence) -> Diagnosis:
    """The findings on one story, the surest cause first; the order of the rules does not matter."""
    return rules.diagnose(seen)


def propose(diagnosis: Diagnosis, knowledge: Knowledge) -> Flow[Plan]:
    """What to do, each DNS change proved by the evaluator; everything is asked of the snapshot that was diagnosed."""
    return (yield from remedies.propose(diagnosis, knowledge))


def consider(bounce: Notification, told: Told, knowledge: Knowledge) -> Flow[tuple[Diagnosis, ...]]:
    """From a notification to its plans, the whole main line in one Flow: a Diagnosis with its plan for each story."""
    considered = []
    for seen in (yield from observe(bounce, told, knowledge)):
        diagnosis = diagnose(seen)
        plan, answers = yield from recorded(propose(diagnosis, knowledge), seen.answers)
        considered.append(changed(diagnosis, plan=changed(plan, basis=answers)))
    return tuple(considered)


def verify(
    awaited: Sequence[Awaited], who: Identities | None, now: datetime, changed_at: datetime | None = None
) -> Flow[Verdict]:
    """Where a change stands: on each authoritative server, in caches, and for the message that failed (``who``)."""
    return (yield from landing.verify(awaited, who, now, changed_at))


def check(domain: str, told: Told, knowledge: Knowledge) -> Flow[Checkup]:
    """What is wrong with the mail DNS of ``domain`` (A-labels, no root dot), and what to do: no bounce is needed."""
    setup, seen = yield from evidence.survey(domain, told, knowledge)
    findings = rules.check(setup)
    ways, answers = yield from recorded(remedies.mend(setup, findings, knowledge), seen)
    return Checkup(setup=setup, findings=findings, remedies=ways, answers=answers)
