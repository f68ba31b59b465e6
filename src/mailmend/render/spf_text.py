"""SPF for a person: the trace of one evaluation term by term, and what a policy says about all addresses."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer, texts
from mailmend.render.clean import one_line, readable, visible
from mailmend.spf import CheckTrace, Evaluation, Policy, Record, Result, TermTrace, is_spf, parse

_MARKS = {
    "match": "match",
    "no-match": "no match",
    "error": "ERROR",
    "followed": "followed",
    "ignored": "ignored",
    "not-reached": "not reached",
}
_MOST_ASKED = 4


def evaluation(found: Evaluation) -> str:
    """One evaluation: its result first, then every term with what was asked, what was found and what it cost."""
    lines = [
        f"{found.result}   {found.ip} for {visible(found.domain)}   ({found.lookups} of 10 lookups, {found.void_lookups} of 2 void)"
    ]
    if found.explanation:
        lines.append(f"explanation: {one_line(found.explanation, 500)}")
    if found.problem:
        term = f" at {one_line(found.problem.term, 200)}" if found.problem.term else ""
        lines.append(f"problem: {found.problem.kind}{term} {one_line(found.problem.detail, 200)}".rstrip())
    return "\n".join([*lines, "", *_check(found.trace, 0)])


def policy(found: Policy, answer: Answer) -> str:
    """The record with its problems, and how many addresses get which result."""
    records = [parse(text) for text in texts(answer) if is_spf(text)]
    lines = [line for record in records for line in _record(record)] or [f"no SPF record at {visible(found.domain)}"]
    if len(records) > 1:
        lines.append(f"{len(records)} records: only one is allowed (RFC 7208 section 4.5)")
    lines.append("")
    for result in Result:
        four, six = found.count(result, 4), found.count(result, 6)
        if four or six:
            lines.append(f"{result:<10} {four:>15,} IPv4 addresses   {_large(six)} IPv6")
    if found.dynamic:
        lines.append("decided by asking DNS for each address: " + ", ".join(visible(term) for term in found.dynamic))
    costs = [region.lookups for region in found.regions]
    lines.append(f"lookups    at most {max(costs, default=0)} of 10")
    return "\n".join(lines)


def is_valid(answer: Answer) -> bool:
    """Whether there is exactly one SPF record and it has no syntax error."""
    records = [parse(text) for text in texts(answer) if is_spf(text)]
    return len(records) == 1 and not records[0].problems


def _record(record: Record) -> Iterator[str]:
    yield visible(readable(record.text))
    for problem in record.problems:
        yield f"  problem: {problem.kind}: {one_line(readable(problem.detail or problem.term or ''), 120)}"


def _check(trace: CheckTrace, depth: int) -> Iterator[str]:
    pad = "  " * depth
    shown = visible(readable(trace.record.text)) if trace.record else "no usable record"
    yield f"{pad}{visible(trace.domain)}   {shown}"
    for term in trace.terms:
        yield from _term(term, depth + 1)


def _term(term: TermTrace, depth: int) -> Iterator[str]:
    pad = "  " * depth
    cost = f"   ({term.lookups} lookups)" if term.lookups > 1 else "   (1 lookup)" if term.lookups else ""
    yield f"{pad}{visible(readable(term.term.text))}   {_MARKS[term.outcome]}{cost}"
    if term.nested:
        yield from _check(term.nested, depth + 1)
        return
    for answer in term.asked[:_MOST_ASKED]:
        yield f"{pad}    {visible(answer.question.name)} {answer.question.type}: {_found(answer)}"


def _found(answer: Answer) -> str:
    if answer.outcome != "data":
        return f"{answer.outcome}" + (f" ({answer.reason})" if answer.reason else "")
    return one_line(", ".join(str(value[-1]) if isinstance(value, tuple) else str(value) for value in answer.data), 160)


def _large(count: int) -> str:
    return "0" if not count else f"{count:,}" if count < 10**9 else f"about 2^{count.bit_length() - 1}"
