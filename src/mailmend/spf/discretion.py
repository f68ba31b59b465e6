"""Whether SPF asks for the local part of the sender: the macros ``%{l}`` and ``%{s}`` (RFC 7208 §7.2).

Who runs the name servers of such a name reads there who sends mail (RFC 7208 §11.6).
"""

from __future__ import annotations

from mailmend.flow import Answers, texts
from mailmend.spf.explain import parse_explanation
from mailmend.spf.macro import MacroString
from mailmend.spf.parser import parse
from mailmend.spf.record import Directive, Modifier, Term, is_spf
from mailmend.spf.trace import CheckTrace, TermTrace

_LETTERS = frozenset("ls")


def asked_for(trace: CheckTrace) -> bool:
    """Whether the local part went into a question of this evaluation, or into the explanation of its result."""
    return any(_asked_for(term) or (term.nested is not None and asked_for(term.nested)) for term in trace.terms)


def wanted_by(answers: Answers) -> bool:
    """Whether an SPF record in ``answers`` has a term that wants the local part, for whichever address."""
    found = (text for answer in answers if answer.question.type == "TXT" for text in texts(answer))
    return any(_wants(term) for text in found if is_spf(text) for term in parse(text).terms)


def _asked_for(term: TermTrace) -> bool:
    # Only a term that was evaluated has a target.
    if term.target is None:
        return False
    exp = isinstance(term.term, Modifier) and term.term.name == "exp"
    said = parse_explanation(term.asked[-1]) if exp and term.asked else None
    return _wants(term.term) or (said is not None and bool(said.letters & _LETTERS))


def _wants(term: Term) -> bool:
    string: MacroString | None = None
    if isinstance(term, Directive):
        string = term.domain
    elif isinstance(term, Modifier):
        string = term.value
    return string is not None and bool(string.letters & _LETTERS)
