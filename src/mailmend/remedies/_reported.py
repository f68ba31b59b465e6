"""What becomes of other mail of the domain by an edit: the senders that DMARC reports name, before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailmend.dmarc import ReportedSource, aligned, discover
from mailmend.flow import Answer, Flow, question, supposing, together
from mailmend.knowledge import Knowledge
from mailmend.model import Bystander, Evidence, Plan, RecordEdit, Remedy
from mailmend.spf import Result, check_host, split

# Those with most messages; what else there is has sent little.
MOST_SOURCES = 50


def with_bystanders(plan: Plan, evidence: Evidence, knowledge: Knowledge) -> Flow[Plan]:
    """``plan`` with what becomes of the reported senders by its edits."""
    return replace(plan, bystanders=(yield from _judged(plan.edits, evidence, knowledge)))


def remedy_with_bystanders(remedy: Remedy, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy]:
    """The same for one remedy."""
    return replace(remedy, bystanders=(yield from _judged(remedy.edits, evidence, knowledge)))


def _judged(edits: Sequence[RecordEdit], evidence: Evidence, knowledge: Knowledge) -> Flow[tuple[Bystander, ...]]:
    author = evidence.identities.author_domain
    if not edits or not author:
        return ()
    own = knowledge.suffixes.organizational(author)
    sources = [s for s in evidence.told.reports if knowledge.suffixes.organizational(s.header_from) == own]
    sources = sources[:MOST_SOURCES]
    before = yield from together(_passes(source, evidence, knowledge) for source in sources)
    after = yield from supposing(
        tuple(_answer(edit) for edit in edits if edit.type == "TXT"),
        together(_passes(source, evidence, knowledge) for source in sources),
    )
    judged = zip(sources, before, after, strict=True)
    return tuple(Bystander(source=source, before=was, after=will) for source, was, will in judged)


def _passes(source: ReportedSource, evidence: Evidence, knowledge: Knowledge) -> Flow[bool]:
    """Whether DMARC passes for the source: by DKIM as it was reported, else by SPF as DNS has it now."""
    if source.dkim:
        return True
    policy = yield from discover(source.header_from, knowledge.suffixes)
    mode = policy.record.spf_alignment if policy.record else "r"
    if not aligned(source.spf_domain, source.header_from, mode, policy.organizational_domain):
        return False
    sender = f"postmaster@{source.spf_domain}"
    found = yield from check_host(source.ip, source.spf_domain, sender, source.spf_domain, now=evidence.told.now)
    return found.result is Result.PASS


def _answer(edit: RecordEdit) -> Answer:
    """What DNS will say at the edited name."""
    asked = question(edit.name, edit.type)
    data = tuple(tuple(part.encode("latin-1") for part in split(value)) for value in edit.after)
    return Answer(question=asked, outcome="data" if data else "nodata", data=data)
