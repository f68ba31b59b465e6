"""SPF as a tree that opens and closes: the way to the result stands open, the rest is folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.render.words import Words, marked
from mailmend.spf import Branch, CheckTrace, Directive, TermTrace, Tree
from mailmend.web.view import shown

OUTCOMES = {
    "match": marked("match"),
    "no-match": marked("no match"),
    "error": marked("error"),
    "followed": marked("followed"),
    "ignored": marked("ignored"),
    "not-reached": marked("not reached"),
}
_MOST_NODES = 400
_MOST_ASKED = 6
# So many terms in a row that only list addresses and do not decide are told as one.
_MOST_LISTED = 4


@frozen
class Node:
    """One term: its text, what became of it, what it cost, what was asked, and the record behind it."""

    text: str
    tone: str
    outcome: str
    cost: str
    asked: tuple[str, ...] = ()
    inside: Check | None = None
    open: bool = False
    more: int = 0


@frozen
class Check:
    """One record with its terms."""

    domain: str
    record: str
    result: str
    nodes: tuple[Node, ...]


def of_trace(trace: CheckTrace, words: Words) -> Check:
    """The tree of one evaluation."""
    return _check(trace, words, _Count(_MOST_NODES))


def of_survey(tree: Tree, words: Words) -> Check:
    """The tree of a record as it stands, whoever the client is."""
    return _survey(tree, words, _Count(_MOST_NODES), depth=0)


class _Count:
    """How many nodes may still be shown: a tree of strangers may be as large as they like."""

    def __init__(self, most: int) -> None:
        self._left = most

    def one(self) -> bool:
        self._left -= 1
        return self._left >= 0


def _check(trace: CheckTrace, words: Words, count: _Count) -> Check:
    deciding = trace.deciding
    nodes: list[Node] = []
    for terms in _grouped(trace.terms, lambda term: term.outcome in {"no-match", "not-reached"} and not term.asked):
        if len(terms) > _MOST_LISTED:
            nodes.append(_together(terms, words))
            continue
        nodes += [_term(term, words, count, decides=term is deciding) for term in terms if count.one()]
    return Check(
        domain=shown.line(trace.domain),
        record=shown.record(trace.record.text) if trace.record else "",
        result=str(trace.result),
        nodes=tuple(nodes),
    )


def _term(term: TermTrace, words: Words, count: _Count, *, decides: bool) -> Node:
    return Node(
        text=shown.record(term.term.text, 400),
        tone=_tone(term, decides=decides),
        outcome=words.text(OUTCOMES[term.outcome]),
        cost=_cost(term.lookups, term.void_lookups, words),
        asked=() if term.nested else tuple(_asked(answer) for answer in term.asked[:_MOST_ASKED]),
        inside=_check(term.nested, words, count) if term.nested else None,
        open=decides,
    )


def _tone(term: TermTrace, *, decides: bool) -> str:
    if term.outcome == "error":
        return "error"
    if not decides:
        return "quiet"
    qualifier = str(term.term.qualifier) if isinstance(term.term, Directive) else ""
    return "pass" if qualifier == "pass" else "fail" if qualifier in {"fail", "softfail"} else "decides"


def _together(terms: list[TermTrace], words: Words) -> Node:
    first, last = (shown.record(term.term.text, 60) for term in (terms[0], terms[-1]))
    return Node(
        text=words.count(
            "{n} term, {first} to {last}", "{n} terms, {first} to {last}", len(terms), first=first, last=last
        ),
        tone="quiet",
        outcome=words.text(OUTCOMES[terms[0].outcome]),
        cost="",
    )


def _survey(tree: Tree, words: Words, count: _Count, *, depth: int) -> Check:
    nodes: list[Node] = []
    for branches in _grouped(tree.in_order, lambda branch: branch.term_name in {"ip4", "ip6"}):
        if len(branches) > _MOST_LISTED * (3 if depth == 0 else 1):
            first, last = (shown.record(branch.term.text, 60) for branch in (branches[0], branches[-1]))
            said = words.count(
                "{n} term, {first} to {last}", "{n} terms, {first} to {last}", len(branches), first=first, last=last
            )
            nodes.append(Node(text=said, tone="quiet", outcome="", cost=""))
            continue
        nodes += [_branch(branch, words, count, depth) for branch in branches if count.one()]
    return Check(
        domain=shown.line(tree.domain),
        record=shown.record(tree.record.text) if tree.record else "",
        result="",
        nodes=tuple(nodes),
    )


def _branch(branch: Branch, words: Words, count: _Count, depth: int) -> Node:
    voids = max(branch.voids(4), branch.voids(6))
    return Node(
        text=shown.record(branch.term.text, 400),
        tone="quiet" if branch.reached else "unreached",
        outcome="" if branch.reached else words.text(OUTCOMES["not-reached"]),
        cost=_cost(branch.lookups, voids, words),
        asked=() if branch.nested else tuple(_asked(answer) for answer in branch.answers[:_MOST_ASKED]),
        inside=_survey(branch.nested, words, count, depth=depth + 1) if branch.nested else None,
        open=depth == 0,
    )


def _grouped(terms: tuple[object, ...] | tuple, quiet: Callable[..., bool]) -> Iterator[list]:  # type: ignore[type-arg]
    """The terms in runs: those that are ``quiet`` together, the others one by one."""
    run: list[object] = []
    for term in terms:
        if quiet(term):
            run.append(term)
            continue
        if run:
            yield run
            run = []
        yield [term]
    if run:
        yield run


def _cost(lookups: int, voids: int, words: Words) -> str:
    parts = [words.count("{n} lookup", "{n} lookups", lookups)] if lookups else []
    parts += [words.count("{n} void", "{n} void", voids)] if voids else []
    return ", ".join(parts)


def _asked(answer: Answer) -> str:
    name = f"{shown.line(answer.question.name, 200)} {answer.question.type}"
    if answer.outcome != "data":
        return f"{name}: {answer.outcome}" + (f" ({answer.reason})" if answer.reason else "")
    values = (str(value[-1]) if isinstance(value, tuple) else str(value) for value in answer.data[:8])
    return f"{name}: {shown.line(', '.join(values), 200)}"
