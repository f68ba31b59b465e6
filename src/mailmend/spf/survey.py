"""The whole tree of records behind a domain, whoever the client is, and what each part of it costs.

check_host() stops where it knows its result; a survey goes on, past limits and errors, within a number of questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailmend.flow import Answer, Answers, Flow, ask, question, recorded, texts, together
from mailmend.frozen import frozen
from mailmend.spf.addresses import Address, Family
from mailmend.spf.limits import RFC7208
from mailmend.spf.macro import MacroString, Values, expand_domain, values_for
from mailmend.spf.names import is_checkable, is_queryable, presentation, to_ascii
from mailmend.spf.parser import parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import ASKING, Directive, Modifier, Record, Term, is_spf
from mailmend.spf.result import Result
from mailmend.spf.select import select

# What a survey asks at most. A question that is asked again counts again, so that no tree is walked without end.
MOST_QUESTIONS = 100

# RFC 7208 §7.2: what these stand for is known only when a client speaks.
_UNKNOWN_YET = frozenset("iplshcrtv")
_QUESTIONS: dict[str, tuple[str, ...]] = {"a": ("A", "AAAA"), "mx": ("MX",), "exists": ("A",), "exp": ("TXT",)}


@frozen
class Branch:
    """One term of a record, what it asks and what hangs on it.

    ``reached`` is False where no client ever gets (RFC 7208 §5.1, §6.1). ``target`` is None where it differs from
    client to client. ``lookups`` are those of this term and of all within it, for a client that matches nothing;
    ``voids`` the void lookups, of an IPv4 and of an IPv6 client.
    """

    term: Term
    reached: bool = True
    target: str | None = None
    answers: Answers = ()
    nested: Tree | None = None
    loop: bool = False
    left_out: bool = False

    @property
    def own_lookups(self) -> int:
        """1 for a term that counts (RFC 7208 §4.6.4), else 0."""
        return int(self.reached and _counts(self.term))

    @property
    def lookups(self) -> int:
        """The lookups of this term and of all within it."""
        return self.own_lookups + (self.nested.lookups if self.nested else 0)

    def own_voids(self, family: Family) -> int:
        """The void lookups of this term itself, for a client of ``family``."""
        if isinstance(self.term, Modifier) or self.term_name == "include":
            return 0
        wanted = {"A" if family == 4 else "AAAA", "MX"} | ({"A"} if self.term_name == "exists" else set())
        return sum(_is_void(answer) for answer in self.answers if answer.question.type in wanted)

    def voids(self, family: Family) -> int:
        """The void lookups of this term and of all within it, for a client of ``family``."""
        return self.own_voids(family) + (self.nested.voids(family) if self.nested else 0)

    @property
    def term_name(self) -> str:
        """The name of the mechanism or modifier, empty for what is neither."""
        return self.term.name if isinstance(self.term, Directive | Modifier) else ""

    @property
    def may_pass(self) -> bool:
        """Whether a client can match here and pass."""
        if not self.reached or not isinstance(self.term, Directive) or self.term.qualifier is not Result.PASS:
            return False
        if self.nested:
            return self.nested.may_pass
        asked_in_vain = bool(self.answers) and all(_is_void(answer) for answer in self.answers)
        return not self.loop and not asked_in_vain


@frozen
class Tree:
    """The record of one domain with its branches, in the order of the text.

    ``record`` is the one that is selected, or the first where there are several; ``problem`` is what is wrong with
    the selection (RFC 7208 §4.5), ``candidates`` the texts that are SPF records.
    """

    domain: str
    answer: Answer | None = None
    record: Record | None = None
    candidates: tuple[str, ...] = ()
    problem: Problem | None = None
    branches: tuple[Branch, ...] = ()

    @property
    def lookups(self) -> int:
        """The lookups of a client that matches nothing, the limits of RFC 7208 §4.6.4 left aside."""
        return sum(branch.lookups for branch in self.branches)

    def voids(self, family: Family) -> int:
        """The void lookups of a client of ``family`` that matches nothing."""
        return sum(branch.voids(family) for branch in self.branches)

    @property
    def may_pass(self) -> bool:
        """Whether any client can pass."""
        redirects = (b.nested for b in self.branches if b.reached and b.term_name == "redirect" and b.nested)
        return any(branch.may_pass for branch in self.branches) or any(tree.may_pass for tree in redirects)

    @property
    def in_order(self) -> tuple[Branch, ...]:
        """The branches as they are evaluated: the directives, then the modifiers (RFC 7208 §4.6, §6)."""
        return tuple(sorted(self.branches, key=lambda branch: isinstance(branch.term, Modifier)))


def survey(domain: str, *, sender: str | None = None, helo: str | None = None) -> Flow[tuple[Tree, Answers]]:
    """The tree of ``domain`` and every answer that it needed; asks at most :data:`MOST_QUESTIONS` questions.

    ``sender`` and ``helo`` fill macros; without them ``%{o}`` is ``domain`` and local part and HELO name are unknown.
    Branches beyond the number of questions are marked as left out.
    """
    name = to_ascii(domain)
    values = values_for(name, sender or f"postmaster@{name}", helo or "unknown", Address(4, 0))
    known = {"l": bool(sender), "s": bool(sender), "h": bool(helo)}
    walk = _Walk(values, _UNKNOWN_YET - {letter for letter, given in known.items() if given})
    return (yield from recorded(walk.tree(name, ())))


class _Walk:
    """What one survey may still ask."""

    def __init__(self, values: Values, unknown: frozenset[str]) -> None:
        self.values = values
        self.unknown = unknown
        self.left = MOST_QUESTIONS

    def tree(self, domain: str, above: tuple[str, ...]) -> Flow[Tree]:
        """The tree of ``domain``, for which a question is set aside already unless it is the outermost."""
        if not is_checkable(domain):
            return Tree(domain=domain)
        self.left -= not above
        (answer,) = yield from ask(question(presentation(domain), "TXT"))
        record, problem = select(domain, answer)
        candidates = tuple(text.decode("latin-1") for text in texts(answer) if is_spf(text)) if answer.data else ()
        if record is None and candidates:
            record = parse(candidates[0])
        if record is None:
            return Tree(domain=domain, answer=answer, problem=problem)
        path = (*above, domain.lower())
        faults = {problem.term for problem in record.problems}
        everyone = record.all
        flows = [
            self._branch(term, everyone, domain, path)
            if term.text not in faults
            else _unasked(term, reached=_is_reached(term, everyone))
            for term in record.terms
        ]
        branches = yield from together(flows)
        return Tree(
            domain=domain, answer=answer, record=record, candidates=candidates, problem=problem, branches=branches
        )

    def _branch(self, term: Term, everyone: Directive | None, domain: str, above: tuple[str, ...]) -> Flow[Branch]:
        """The branch of ``term``; ``everyone`` is the record's ``all``."""
        if not isinstance(term, Directive | Modifier) or not _is_reached(term, everyone):
            return Branch(term=term, reached=False)
        follows = term.name in {"include", "redirect"}
        if not (follows or term.name in _QUESTIONS) or (term.name == "exp" and len(above) > 1):
            return Branch(term=term)
        target = self._target(term, domain)
        if target is None:
            return Branch(term=term)
        if follows and target.lower() in above:
            return Branch(term=term, target=target, loop=True)
        if not is_queryable(target):
            return Branch(term=term, target=target)
        kinds = ("TXT",) if follows else _QUESTIONS[term.name]
        if self.left < len(kinds):
            return Branch(term=term, target=target, left_out=True)
        self.left -= len(kinds)
        if follows:
            return Branch(term=term, target=target, nested=(yield from self.tree(target, above)))
        answers = yield from ask(*(question(presentation(target), kind) for kind in kinds))
        return Branch(term=term, target=target, answers=answers)

    def _target(self, term: Directive | Modifier, domain: str) -> str | None:
        """The target-name of a term, None where it differs from client to client, or cannot be read."""
        string: MacroString | None = term.value if isinstance(term, Modifier) else term.domain
        if string is None:
            return domain if term.name in {"a", "mx"} else None
        if string.letters & self.unknown:
            return None
        return expand_domain(string, replace(self.values, domain=domain)) or None


def _counts(term: Term) -> bool:
    if isinstance(term, Directive):
        return term.name in ASKING
    return isinstance(term, Modifier) and term.name == "redirect"


def _is_reached(term: Term, everyone: Directive | None) -> bool:
    # RFC 7208 §5.1: nothing after "all" is tested; §6.1: beside an "all" a redirect is ignored.
    if isinstance(term, Modifier):
        return everyone is None or term.name != "redirect"
    return everyone is None or term.span <= everyone.span


def _unasked(term: Term, *, reached: bool) -> Flow[Branch]:
    """The branch of a term that cannot be read: nothing is asked."""
    yield from ()
    return Branch(term=term, reached=reached)


def _is_void(answer: Answer) -> bool:
    return answer.outcome != "unavailable" and not answer.data


def every_branch(tree: Tree, depth: int = 0) -> Iterable[tuple[Tree, Branch, int]]:
    """Every branch of ``tree`` and of the trees within it, as evaluated, with its tree and its depth."""
    for branch in tree.in_order:
        yield tree, branch, depth
        if branch.nested:
            yield from every_branch(branch.nested, depth + 1)


def exceeds(tree: Tree) -> bool:
    """Whether a client that matches nothing meets more lookups or voids than RFC 7208 §4.6.4 allows."""
    voids = RFC7208.voids
    too_void = voids is not None and max(tree.voids(4), tree.voids(6)) > voids
    return tree.lookups > RFC7208.lookups or too_void
