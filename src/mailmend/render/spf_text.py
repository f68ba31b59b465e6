"""SPF for a person: the trace of one evaluation, and the difference of two policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailmend.flow import Answer
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.screen import wrapped
from mailmend.render.spf_tree import large
from mailmend.render.words import ENGLISH, Words, marked
from mailmend.spf import CheckTrace, Evaluation, Problem, Result, TermTrace, split
from mailmend.spf.addresses import Address
from mailmend.spf.difference import Difference
from mailmend.spf.flatten import Flattened
from mailmend.spf.policy import Path, Range

_MARKS = {
    "match": marked("match"),
    "no-match": marked("no match"),
    "error": marked("ERROR"),
    "followed": marked("followed"),
    "ignored": marked("ignored"),
    "not-reached": marked("not reached"),
}
_KINDS = {"gained": marked("gained"), "lost": marked("lost"), "changed": marked("changed")}
_MOST_ASKED = 4
_MOST_TERMS = 12
_MOST_RANGES = 5
_MOST_DIFFERENCES = 20


def evaluation(
    found: Evaluation, readings: Mapping[str, Result] | None = None, words: Words = ENGLISH, note: str = ""
) -> str:
    """One evaluation: its result first, then the terms on the way to it with what was asked and what was found.

    ``readings`` are the results by other readings of the RFC; they are shown where they differ. ``note`` is a sentence
    on how it was evaluated.
    """
    lines = [headline(found, words)]
    if readings and len(set(readings.values())) > 1:
        results = ", ".join(f"{name} {result}" for name, result in readings.items())
        lines.append(words.text("receivers differ: {results}", results=results))
    if found.explanation:
        lines.append(words.text("explanation: {text}", text=one_line(found.explanation, 500)))
    if found.problem:
        lines.append(_problem(found.problem, words))
    if note:
        lines += wrapped(note)
    return "\n".join([*lines, "", *_check(found.trace, 0, words)])


def headline(found: Evaluation, words: Words = ENGLISH) -> str:
    """The result of an evaluation in one line."""
    return words.text(
        "{result}   {ip} for {domain}   ({lookups} of 10 lookups, {voids} of 2 void)",
        result=found.result,
        ip=found.ip,
        domain=visible(found.domain),
        lookups=found.lookups,
        voids=found.void_lookups,
    )


def difference(found: Sequence[Difference], words: Words = ENGLISH) -> str:
    """Who is gained, lost or changed between two policies, and by which terms."""
    if not found:
        return words.text("no difference: every address gets the same result")
    lines = [line for each in found[:_MOST_DIFFERENCES] for line in _difference(each, words)]
    more = len(found) - _MOST_DIFFERENCES
    if more > 0:
        lines.append(words.count("… and {n} more: --json has all", "… and {n} more: --json has all", more))
    return "\n".join(lines)


def address(ip: str, result: Result, path: Path) -> str:
    """One address of many: a line of three words and the deciding term."""
    domain, term = path[-1] if path else ("", "")
    return " ".join((ip, result, visible(domain), one_line(readable(term), 200))).rstrip()


def flattened(found: Flattened, words: Words = ENGLISH) -> str:
    """A record with addresses instead of a term, and what that costs."""
    strings = " ".join(f'"{visible(readable(part))}"' for part in split(found.text))
    price = words.text(
        "the price: {networks}, {size}, {strings}; {lasts}.",
        networks=words.count("{n} network", "{n} networks", found.networks),
        size=words.count("{n} byte", "{n} bytes", found.size),
        strings=words.count("{n} string", "{n} strings", found.strings),
        lasts=words.text("nothing says for how long")
        if found.ttl is None
        else words.count("they are promised for {n} second only", "they are promised for {n} seconds only", found.ttl),
    )
    stale = words.text(
        "When the owner of these addresses changes them, this record does not follow, and nothing tells you."
    )
    proof = (
        words.text("every address gets the same result today")
        if found.proved
        else words.text("not proved: a term asks DNS for each address")
    )
    return f"{strings}\n\n{price}\n{stale}\n{proof}"


def _problem(problem: Problem, words: Words) -> str:
    """What ended the evaluation, and at which term."""
    kind, detail = problem.kind, one_line(problem.detail, 200)
    if not problem.term:
        return words.text("problem: {kind} {detail}", kind=kind, detail=detail).rstrip()
    term = one_line(problem.term, 200)
    return words.text("problem: {kind} at {term} {detail}", kind=kind, term=term, detail=detail).rstrip()


def _difference(found: Difference, words: Words) -> Iterator[str]:
    four, six = found.counts
    counts = [words.count("{n:,} IPv4 address", "{n:,} IPv4 addresses", four)] if four else []
    counts += [words.text("{count} IPv6", count=large(six, words))] if six else []
    before, after = (str(each) if each else words.text("asks DNS") for each in (found.before, found.after))
    said = words.text(
        "{addresses}: {before} by {way}, then {after} by {other}",
        addresses=words.listed(counts),
        before=before,
        way=_by(found.path_before, words),
        after=after,
        other=_by(found.path_after, words),
    )
    yield f"{words.text(_KINDS[found.kind]):<8} {said}"
    shown = ", ".join(_range(place, words) for place in found.ranges[:_MOST_RANGES])
    if len(found.ranges) > _MOST_RANGES:
        shown = words.text("{ranges}, … ({n} ranges)", ranges=shown, n=len(found.ranges))
    yield f"         {shown}"


def _by(path: Path, words: Words) -> str:
    return " > ".join(one_line(readable(term), 80) for _, term in path) or words.text("default")


def _range(place: Range, words: Words) -> str:
    family, first, last = place
    if last == first:
        return f"{Address(family, first)}"
    return words.text("{first} to {last}", first=Address(family, first), last=Address(family, last))


def _check(trace: CheckTrace, depth: int, words: Words) -> Iterator[str]:
    pad = "  " * depth
    shown = one_line(readable(trace.record.text), 160) if trace.record else words.text("no usable record")
    yield f"{pad}{visible(trace.domain)}   {shown}"
    missed: list[TermTrace] = []
    deciding = trace.deciding
    for term in trace.terms:
        # Terms that ask nothing and do not match are told together, where they are many.
        if term.outcome in {"no-match", "not-reached"} and not term.asked:
            missed.append(term)
            continue
        yield from _missed(missed, depth + 1, words)
        missed = []
        yield from _term(term, depth + 1, words, decides=term is deciding)
    yield from _missed(missed, depth + 1, words)


def _missed(terms: list[TermTrace], depth: int, words: Words) -> Iterator[str]:
    if len(terms) <= _MOST_TERMS:
        for term in terms:
            yield from _term(term, depth, words, decides=False)
    else:
        first = terms[0]
        text = one_line(readable(first.term.text), 60)
        told = words.count("{n} term from {term} on", "{n} terms from {term} on", len(terms), term=text)
        yield f"{'  ' * depth}{told}   {words.text(_MARKS[first.outcome])}"


def _term(term: TermTrace, depth: int, words: Words, *, decides: bool) -> Iterator[str]:
    pad = "  " * depth
    cost = f"   ({words.count('{n} lookup', '{n} lookups', term.lookups)})" if term.lookups else ""
    yield f"{pad}{visible(readable(term.term.text))}   {words.text(_MARKS[term.outcome])}{cost}"
    # Only the way to the result is open: what an include said that did not decide is one word.
    if term.nested and decides:
        yield from _check(term.nested, depth + 1, words)
        return
    if term.nested is None:
        for answer in term.asked[:_MOST_ASKED]:
            yield f"{pad}    {visible(answer.question.name)} {answer.question.type}: {_found(answer)}"


def _found(answer: Answer) -> str:
    if answer.outcome != "data":
        return f"{answer.outcome}" + (f" ({answer.reason})" if answer.reason else "")
    return one_line(", ".join(str(value[-1]) if isinstance(value, tuple) else str(value) for value in answer.data), 160)
