"""Everything that is wrong, or not advisable, in the tree of records behind a domain, at once and with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from mailmend.flow import Answer, Answers, Flow, ask, question, texts
from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.span import Span
from mailmend.spf.addresses import Family
from mailmend.spf.edit import LONGEST_STRING, merge, split
from mailmend.spf.explain import parse_explanation
from mailmend.spf.limits import RFC7208
from mailmend.spf.names import is_checkable, presentation
from mailmend.spf.parser import parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Record, is_spf
from mailmend.spf.repair import repair
from mailmend.spf.review import review
from mailmend.spf.select import unavailable
from mailmend.spf.survey import Branch, Tree, every_branch, survey

# RFC 7208 §3.4: the answer to the TXT question should fit into 512 octets.
LARGEST_ANSWER = 512
# RFC 1035 §4.1: the header, and the fixed fields of a question and of a record, its name being a pointer.
_HEADER, _QUESTION, _RECORD = 12, 4, 12

_WRONG_NAMES = ("_spf.", "spf.", "www.")
_LIKE_SPF = pattern(rb"^.{0,40}?(?:v\s{0,3}=?\s{0,3}spf|spf2\.0/|\bspf1\b)", re.IGNORECASE | re.DOTALL)


@frozen
class Audit:
    """The tree of ``domain``, its problems in the order of evaluation, and the answers they rest on.

    ``complete`` is False where the tree is larger than a survey asks.
    """

    domain: str
    tree: Tree
    problems: tuple[Problem, ...]
    answers: Answers
    complete: bool

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make checks fail; the others are advice."""
        return tuple(problem for problem in self.problems if problem.is_error)


def audit(domain: str, *, sender: str | None = None, helo: str | None = None) -> Flow[Audit]:
    """Audit the SPF record of ``domain`` and all that it includes, asking at most 100 questions.

    ``sender`` and ``helo`` fill macros, as in :func:`~mailmend.spf.survey.survey`.
    """
    tree, answers = yield from survey(domain, sender=sender, helo=helo)
    problems = list(_of_tree(tree, None))
    if tree.record is None and tree.problem is None:
        elsewhere, more = yield from _elsewhere(tree)
        problems += elsewhere
        answers += more
    problems += _limits(tree)
    complete = not any(branch.left_out for _, branch, _ in every_branch(tree))
    return Audit(
        domain=tree.domain, tree=tree, problems=tuple(dict.fromkeys(problems)), answers=answers, complete=complete
    )


def _of_tree(tree: Tree, by: Branch | None) -> Iterator[Problem]:
    """The problems of one tree and of those within it; ``by`` is the branch that leads to it."""
    if tree.problem and tree.problem.kind in {"multiple-records", "dns-unavailable"}:
        merged = merge([parse(text) for text in tree.candidates])
        yield replace(tree.problem, text=" | ".join(tree.candidates), suggestion=merged)
    if tree.record is None:
        return
    for problem in review(tree.record, included=by is not None and by.term_name == "include"):
        yield replace(problem, domain=tree.domain, answer=tree.answer)
    yield from _of_answer(tree, tree.record, outermost=by is None)
    for branch in tree.in_order:
        yield from _of_branch(tree, tree.record, branch)
        if branch.nested:
            yield from _of_tree(branch.nested, branch)


def _of_answer(tree: Tree, record: Record, *, outermost: bool) -> Iterator[Problem]:
    """How the record is published: its strings, and the size of the answer."""
    strings = next((data for data in _published(tree.answer) if b"".join(data).decode("latin-1") == record.text), ())
    end = 0
    faulty = [term for term in record.terms if record.fault(term)]
    starts = [term.span.start for term in faulty]
    for string in strings:
        if len(string) > LONGEST_STRING:
            place = Span(end + LONGEST_STRING, end + len(string))
            yield _at(tree, record, "string-too-long", place, detail=str(len(string)))
        end += len(string)
        before = bisect_left(starts, end) - 1
        if before >= 0 and end < faulty[before].span.end:
            term = faulty[before]
            yield replace(_at(tree, record, "glued-strings", term.span), term=term.text)
    if outermost and len(record.text) > LONGEST_STRING and len(strings) < 2:
        place = Span(LONGEST_STRING, len(record.text))
        yield _at(tree, record, "several-strings", place, detail=str(len(split(record.text))))
    size = _size(tree.answer)
    if outermost and size > LARGEST_ANSWER:
        yield Problem(kind="large-answer", domain=tree.domain, detail=str(size), answer=tree.answer)


def _of_branch(tree: Tree, record: Record, branch: Branch) -> Iterator[Problem]:
    for kind, detail in _kinds(branch):
        yield _at_term(tree, branch, kind, detail)
    for answer in branch.answers:
        if answer.outcome == "unavailable" and branch.term_name != "exp":
            problem = unavailable(tree.domain, branch.term.text, answer)
            yield replace(problem, span=branch.term.span, text=record.text)


def _kinds(branch: Branch) -> Iterator[tuple[str, str]]:
    """What is wrong with what a term points to: the kind, and the name or number concerned."""
    target, nested, answers = branch.target or "", branch.nested, branch.answers
    if branch.loop:
        yield "include-loop", target
    if branch.left_out:
        yield "audit-incomplete", target
    if nested and nested.record is None and nested.problem is None:
        yield f"{branch.term_name}-without-record", target
    elif nested and not nested.may_pass and nested.problem is None and branch.term_name == "include":
        yield "dead-include", target
    if branch.term_name == "exp":
        if answers and parse_explanation(answers[0]) is None:
            yield "bad-explanation", target
    elif isinstance(branch.term, Directive) and answers:
        if len(answers[0].data) > RFC7208.mx and branch.term_name == "mx":
            yield "too-many-mx", str(len(answers[0].data))
        voids = (branch.own_voids(4), branch.own_voids(6))
        kinds = {(1, 1): "void-term", (1, 0): "void-for-ipv4", (0, 1): "void-for-ipv6"}
        if voids in kinds:
            yield kinds[voids], target


def _limits(tree: Tree) -> Iterator[Problem]:
    """The terms at which a client that matches nothing passes a limit (RFC 7208 §4.6.4)."""
    lookups, voids = 0, {4: 0, 6: 0}
    over: dict[str, Problem] = {}
    families: tuple[Family, ...] = (4, 6)
    for here, branch, _ in every_branch(tree):
        lookups += branch.own_lookups
        if lookups > RFC7208.lookups and "lookups" not in over:
            over["lookups"] = _at_term(here, branch, "too-many-lookups", str(tree.lookups))
        for family in families:
            voids[family] += branch.own_voids(family)
            key = f"voids{family}"
            if RFC7208.voids is not None and voids[family] > RFC7208.voids and key not in over:
                over[key] = _at_term(here, branch, "too-many-voids", f"{tree.voids(family)} IPv{family}")
    yield from over.values()


def _elsewhere(tree: Tree) -> Flow[tuple[list[Problem], Answers]]:
    """Why there is no record: one that almost is one, or one that stands where nobody looks."""
    problems = [Problem(kind="no-record", domain=tree.domain, detail=tree.domain, answer=tree.answer)]
    almost = [_almost(tree, text) for text in texts(tree.answer) if _is_almost(text)] if tree.answer else []
    if not is_checkable(tree.domain):
        return problems, ()
    names = [presentation(f"{prefix}{tree.domain}") for prefix in _WRONG_NAMES if is_checkable(prefix + tree.domain)]
    asked = (*(question(name, "TXT") for name in names), question(presentation(tree.domain), "SPF"))
    answers = yield from ask(*asked)
    for answer in answers:
        for text in texts(answer) if answer.outcome == "data" else ():
            if is_spf(text):
                kind = "wrong-type" if answer.question.type == "SPF" else "wrong-name"
                at, found = answer.question.name.removesuffix("."), text.decode("latin-1")
                problems.append(Problem(kind=kind, domain=tree.domain, detail=at, answer=answer, text=found))
    return [*almost, *problems], answers


def _is_almost(text: bytes) -> bool:
    """Whether a TXT value was evidently meant as an SPF record and is none (RFC 7208 §4.5)."""
    return bool(_LIKE_SPF.match(text)) or repair(parse(text)) is not None


def _almost(tree: Tree, text: bytes) -> Problem:
    record = parse(text)
    mended = repair(record)
    span = mended.fixes[0][0] if mended else record.version
    return Problem(
        kind="almost-a-record",
        domain=tree.domain,
        span=span,
        detail=span.of(record.text),
        answer=tree.answer,
        text=record.text,
        suggestion=mended.text if mended else None,
    )


def _at_term(tree: Tree, branch: Branch, kind: str, detail: str) -> Problem:
    text = tree.record.text if tree.record else ""
    term, span = branch.term.text, branch.term.span
    return Problem(kind=kind, domain=tree.domain, term=term, span=span, detail=detail, text=text, answer=tree.answer)


def _at(tree: Tree, record: Record, kind: str, span: Span, *, detail: str = "") -> Problem:
    return Problem(kind=kind, domain=tree.domain, span=span, detail=detail, text=record.text, answer=tree.answer)


def _published(answer: Answer | None) -> tuple[tuple[bytes, ...], ...]:
    return answer.data if answer and answer.outcome == "data" else ()


def _size(answer: Answer | None) -> int:
    """The octets of a TXT answer on the wire without EDNS (RFC 1035 §4.1), 0 where there is none."""
    if answer is None or answer.outcome != "data":
        return 0
    records = sum(_RECORD + sum(1 + len(string) for string in strings) for strings in answer.data)
    return _HEADER + len(answer.question.name) + 1 + _QUESTION + records
