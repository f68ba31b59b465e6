"""Remove terms that authorise nobody: names that are gone cost lookups, and too many of them void the record."""

from __future__ import annotations

from mailmend.flow import Answer, Flow, ask, question, texts, together
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._complete import completed
from mailmend.remedies._edit import Candidate, alone
from mailmend.spf import Directive, Record, is_spf

CURES = ("MM-SPF-004", "MM-SPF-006", "MM-SPF-007")
WORDS = {
    "because": "{terms} authorise nobody, because these names are gone from DNS; if you still use such a service, ask "
    "it for its include of today first",
}
# What a term asks for at its name: a name that has none of it can pass nobody.
_ASKED = {"include": ("TXT",), "a": ("A", "AAAA"), "mx": ("MX",), "exists": ("A",)}
# A record with more terms than this needs more than the removal of some.
_MOST_TERMS = 60


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record without its dead terms, to be reviewed: the asker knows whether a service is still in use."""
    checked = evidence.spf
    if checked is None or len(checked.records) != 1 or checked.records[0].problems:
        return None
    record = checked.records[0]
    dead = yield from dead_terms(record)
    if not dead:
        return None
    kept = _without(record, dead)
    because = phrase("spf_remove_dead_terms.because", terms=", ".join(term.text for term in dead))
    meant = ((yield from alone(kept, evidence)),)
    mended = Candidate(record=kept, meant=meant, applicability=Applicability.REVIEW, because=because)
    return (yield from completed(mended, finding, evidence, knowledge))


def dead_terms(record: Record) -> Flow[tuple[Directive, ...]]:
    """The directives with a plain name at which DNS says that nothing of what they ask for exists."""
    named = [d for d in record.directives[:_MOST_TERMS] if d.name in _ASKED and d.domain and d.domain.literal]
    batches = together(_answers(directive) for directive in named)
    return tuple(d for d, answers in zip(named, (yield from batches), strict=True) if _nothing(d, answers))


def _answers(directive: Directive) -> Flow[tuple[Answer, ...]]:
    name = str(directive.domain.literal) if directive.domain else ""
    return (yield from ask(*(question(name, kind) for kind in _ASKED[directive.name])))


def _nothing(directive: Directive, answers: tuple[Answer, ...]) -> bool:
    if directive.name == "include" and answers[0].outcome == "data":
        return not any(is_spf(text) for text in texts(answers[0]))
    return all(answer.outcome in ("nodata", "nxdomain") for answer in answers)


def _without(record: Record, dead: tuple[Directive, ...]) -> str:
    """The text of ``record`` with ``dead`` cut out, each with the spaces before it; the rest keeps its spelling."""
    text = record.text
    for term in reversed(dead):
        text = text[: term.span.start].rstrip(" ") + text[term.span.end :]
    return text
