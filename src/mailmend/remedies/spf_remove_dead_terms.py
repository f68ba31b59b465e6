"""Remove terms that authorise nobody: names that are gone cost lookups, and too many of them void the record."""

from __future__ import annotations

from typing import TypeAlias

from mailmend.flow import Answer, Flow, ask, question, texts, together
from mailmend.knowledge import Knowledge
from mailmend.model import Applicability, Evidence, Finding, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._complete import completed
from mailmend.remedies._edit import Candidate, alone
from mailmend.spf import Directive, Modifier, Record, is_spf

CURES = ("MM-SPF-004", "MM-SPF-006", "MM-SPF-007")
WORDS = {
    "because": "{terms} authorise nobody, because these names are gone from DNS; if you still use such a service, ask "
    "it for its include of today first",
}
_Term: TypeAlias = Directive | Modifier
# What a term asks for at its name: a name that has none of it can pass nobody.
_ASKED = {"include": ("TXT",), "redirect": ("TXT",), "a": ("A", "AAAA"), "mx": ("MX",), "exists": ("A",)}
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
    kept = _ended(_without(record, dead), dead)
    because = phrase("spf_remove_dead_terms.because", terms=", ".join(term.text for term in dead))
    meant = ((yield from alone(kept, evidence)),)
    mended = Candidate(record=kept, meant=meant, applicability=Applicability.REVIEW, because=because)
    return (yield from completed(mended, finding, evidence, knowledge))


def dead_terms(record: Record) -> Flow[tuple[_Term, ...]]:
    """The terms with a plain name at which DNS says that nothing of what they ask for exists, a redirect last."""
    redirect = (record.redirect,) if record.redirect and not record.all else ()
    asking = (*record.directives[:_MOST_TERMS], *redirect)
    named = [term for term in asking if term.name in _ASKED and _name(term)]
    batches = together(ask(*(question(_name(term), kind) for kind in _ASKED[term.name])) for term in named)
    return tuple(term for term, answers in zip(named, (yield from batches), strict=True) if _nothing(term, answers))


def _name(term: _Term) -> str:
    """What ``term`` names, empty where that differs from message to message."""
    named = term.value if isinstance(term, Modifier) else term.domain
    return (named.literal if named else None) or ""


def _ended(text: str, dead: tuple[_Term, ...]) -> str:
    """``text`` with a soft end of its own where the redirect that ended it is gone."""
    return f"{text} ~all" if any(isinstance(term, Modifier) for term in dead) else text


def _nothing(term: _Term, answers: tuple[Answer, ...]) -> bool:
    if term.name in ("include", "redirect") and answers[0].outcome == "data":
        return not any(is_spf(text) for text in texts(answers[0]))
    return all(answer.outcome in ("nodata", "nxdomain") for answer in answers)


def _without(record: Record, dead: tuple[_Term, ...]) -> str:
    """The text of ``record`` with ``dead`` cut out, each with the spaces before it; the rest keeps its spelling."""
    text = record.text
    for term in sorted(dead, key=lambda each: -each.span.start):
        text = text[: term.span.start].rstrip(" ") + text[term.span.end :]
    return text
