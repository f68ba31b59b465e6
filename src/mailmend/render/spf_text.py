"""SPF for a person: the trace of one evaluation, and the difference of two policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailmend.flow import Answer
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.spf_tree import large
from mailmend.spf import CheckTrace, Evaluation, Result, TermTrace, split
from mailmend.spf.addresses import Address
from mailmend.spf.difference import Difference
from mailmend.spf.flatten import Flattened
from mailmend.spf.policy import Path, Range

_MARKS = {
    "match": "match",
    "no-match": "no match",
    "error": "ERROR",
    "followed": "followed",
    "ignored": "ignored",
    "not-reached": "not reached",
}
_MOST_ASKED = 4
_MOST_TERMS = 12
_MOST_RANGES = 5
_MOST_DIFFERENCES = 20


def evaluation(found: Evaluation, readings: Mapping[str, Result] | None = None) -> str:
    """One evaluation: its result first, then the terms on the way to it with what was asked and what was found.

    ``readings`` are the results by other readings of the RFC; they are shown where they differ.
    """
    cost = f"({found.lookups} of 10 lookups, {found.void_lookups} of 2 void)"
    lines = [f"{found.result}   {found.ip} for {visible(found.domain)}   {cost}"]
    if readings and len(set(readings.values())) > 1:
        lines.append("receivers differ: " + ", ".join(f"{name} {result}" for name, result in readings.items()))
    if found.explanation:
        lines.append(f"explanation: {one_line(found.explanation, 500)}")
    if found.problem:
        term = f" at {one_line(found.problem.term, 200)}" if found.problem.term else ""
        lines.append(f"problem: {found.problem.kind}{term} {one_line(found.problem.detail, 200)}".rstrip())
    return "\n".join([*lines, "", *_check(found.trace, 0)])


def difference(found: Sequence[Difference]) -> str:
    """Who is gained, lost or changed between two policies, and by which terms."""
    if not found:
        return "no difference: every address gets the same result"
    return "\n".join(line for each in found[:_MOST_DIFFERENCES] for line in _difference(each)) + (
        f"\n… and {len(found) - _MOST_DIFFERENCES} more: --json has all" if len(found) > _MOST_DIFFERENCES else ""
    )


def address(ip: str, result: Result, path: Path) -> str:
    """One address of many: a line of three words and the deciding term."""
    domain, term = path[-1] if path else ("", "")
    return " ".join((ip, result, visible(domain), one_line(readable(term), 200))).rstrip()


def flattened(found: Flattened) -> str:
    """A record with addresses instead of a term, and what that costs."""
    strings = " ".join(f'"{visible(readable(part))}"' for part in split(found.text))
    strings_needed = "1 string" if found.strings == 1 else f"{found.strings} strings"
    lasts = "nothing says for how long" if found.ttl is None else f"they are promised for {found.ttl} seconds only"
    proof = (
        "every address gets the same result today" if found.proved else "not proved: a term asks DNS for each address"
    )
    return (
        f"{strings}\n\n"
        f"the price: {found.networks} networks, {found.size} bytes, {strings_needed}; {lasts}.\n"
        "When the owner of these addresses changes them, this record does not follow, and nothing tells you.\n"
        f"{proof}"
    )


def _difference(found: Difference) -> Iterator[str]:
    four, six = found.counts
    counts = " and ".join(
        [f"{four:,} IPv4 address" + ("" if four == 1 else "es")] * bool(four) + [f"{large(six)} IPv6"] * bool(six)
    )
    before, after = (str(each) if each else "asks DNS" for each in (found.before, found.after))
    yield f"{found.kind:<8} {counts}: {before} by {_by(found.path_before)}, then {after} by {_by(found.path_after)}"
    shown = ", ".join(_range(place) for place in found.ranges[:_MOST_RANGES])
    more = f", … ({len(found.ranges)} ranges)" if len(found.ranges) > _MOST_RANGES else ""
    yield f"         {shown}{more}"


def _by(path: Path) -> str:
    return " > ".join(one_line(readable(term), 80) for _, term in path) or "default"


def _range(place: Range) -> str:
    family, first, last = place
    return f"{Address(family, first)}" + (f" to {Address(family, last)}" if last > first else "")


def _check(trace: CheckTrace, depth: int) -> Iterator[str]:
    pad = "  " * depth
    shown = one_line(readable(trace.record.text), 160) if trace.record else "no usable record"
    yield f"{pad}{visible(trace.domain)}   {shown}"
    missed: list[TermTrace] = []
    for term in trace.terms:
        # Terms that ask nothing and do not match are told together, where they are many.
        if term.outcome in {"no-match", "not-reached"} and not term.asked:
            missed.append(term)
            continue
        yield from _missed(missed, depth + 1)
        missed = []
        yield from _term(term, depth + 1, decides=term is trace.deciding)
    yield from _missed(missed, depth + 1)


def _missed(terms: list[TermTrace], depth: int) -> Iterator[str]:
    if len(terms) <= _MOST_TERMS:
        for term in terms:
            yield from _term(term, depth, decides=False)
    else:
        first = terms[0]
        words = f"{len(terms)} terms from {one_line(readable(first.term.text), 60)} on"
        yield f"{'  ' * depth}{words}   {_MARKS[first.outcome]}"


def _term(term: TermTrace, depth: int, *, decides: bool) -> Iterator[str]:
    pad = "  " * depth
    cost = f"   ({term.lookups} lookups)" if term.lookups > 1 else "   (1 lookup)" if term.lookups else ""
    yield f"{pad}{visible(readable(term.term.text))}   {_MARKS[term.outcome]}{cost}"
    # Only the way to the result is open: what an include said that did not decide is one word.
    if term.nested and decides:
        yield from _check(term.nested, depth + 1)
        return
    if term.nested is None:
        for answer in term.asked[:_MOST_ASKED]:
            yield f"{pad}    {visible(answer.question.name)} {answer.question.type}: {_found(answer)}"


def _found(answer: Answer) -> str:
    if answer.outcome != "data":
        return f"{answer.outcome}" + (f" ({answer.reason})" if answer.reason else "")
    return one_line(", ".join(str(value[-1]) if isinstance(value, tuple) else str(value) for value in answer.data), 160)
