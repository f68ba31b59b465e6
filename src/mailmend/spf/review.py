"""All that is wrong, or not advisable, in one SPF record by itself: nothing is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailmend.span import Span
from mailmend.spf.addresses import BITS, FAMILIES, Address, Family, parse_ip4, parse_ip6
from mailmend.spf.edit import meaning
from mailmend.spf.mending import is_host_name, named
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Modifier, Record
from mailmend.spf.repair import repair
from mailmend.spf.result import Result

# RFC 7208 §6; RFC 6652 §3 registers ra, rp and rr.
_KNOWN_MODIFIERS = frozenset({"redirect", "exp", "ra", "rp", "rr"})


def review(record: Record, *, included: bool = False) -> tuple[Problem, ...]:
    """Every problem of ``record`` in the order of its text; ``included`` where another record includes it.

    A record that is included need not say anything about the rest of the world. Syntax errors carry the suggestion of
    :func:`~mailmend.spf.repair.repair` where one is evident.
    """
    repaired = repair(record)
    fixes = [(place, word) for place, _, after in repaired.fixes if (word := after.strip())] if repaired else []
    found = [
        *record.problems,
        *_modifiers(record),
        *_names(record),
        *_networks(record),
        *_reached(record),
        *([] if included else _rest(record)),
    ]
    suggested = [
        replace(problem, text=record.text, suggestion=problem.suggestion or _suggestion(problem, fixes))
        for problem in found
    ]
    # "~ all" is not meant to pass everybody: where a repair touches an all, its word is another.
    meant = (problem for problem in suggested if problem.kind != "plus-all" or problem.suggestion is None)
    return tuple(sorted(meant, key=lambda problem: problem.span or record.version))


def _suggestion(problem: Problem, fixes: Sequence[tuple[Span, str]]) -> str | None:
    place = problem.span
    if place is None:
        return None
    # Fixes are in order and do not overlap.
    first = bisect_left(fixes, place.start, key=lambda fix: fix[0].end)
    return fixes[first][1] if first < len(fixes) and fixes[first][0].start <= place.end else None


def _modifiers(record: Record) -> Iterator[Problem]:
    for term in record.terms:
        if not isinstance(term, Modifier) or term.name in _KNOWN_MODIFIERS:
            continue
        if term.name == "v":
            yield _about(term, "repeated-version", term.span)
        elif named(term.name):
            # RFC 7208 §6: an unrecognized modifier is ignored, so whom it names is not authorised.
            yield _about(term, "mechanism-as-modifier", term.name_span)
        else:
            yield _about(term, "unknown-modifier", term.name_span)
    fails = any(directive.qualifier is Result.FAIL for directive in record.directives)
    if record.exp and not fails and not record.redirect:
        yield _about(record.exp, "unused-explanation", record.exp.span)


def _names(record: Record) -> Iterator[Problem]:
    """Domain names that the grammar allows and that no mail domain has."""
    faults = {problem.term for problem in record.problems}
    for term in record.terms:
        string = term.domain if isinstance(term, Directive) else term.value if isinstance(term, Modifier) else None
        if string is None or string.literal is None or term.text in faults or not isinstance(term, Directive):
            continue
        if term.argument_span and not is_host_name(string.literal):
            glued = string.literal.lower().removesuffix(".").endswith("-all")
            yield _about(term, "glued-all" if glued else "no-host-name", term.argument_span)


def _networks(record: Record) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Directive] = {}
    nets: dict[Family, dict[int, set[int]]] = {family: {} for family in FAMILIES}
    everyone = record.all
    for term in record.directives:
        if everyone and term.span > everyone.span:
            return
        net = term.network
        if net and term.argument_span:
            text = term.argument_span.of(record.text)
            value = parse_ip4(text) if net.family == 4 else parse_ip6(text)
            # RFC 7208 §5.6: host bits do not matter; who sets them may have meant another network.
            if value != net.first:
                first = Address(net.family, net.first)
                prefix = BITS[net.family] - (net.last - net.first).bit_length()
                found = _about(term, "host-bits-set", term.argument_span)
                yield replace(found, suggestion=f"{first}/{prefix}")
        same = seen.setdefault(meaning(term), term)
        if same is not term:
            yield _about(term, "duplicate-term", term.span, detail=same.text)
        elif net:
            here = nets[net.family]
            if any(net.first // size * size in firsts for size, firsts in here.items() if size > net.last - net.first):
                yield _about(term, "covered-term", term.span)
            here.setdefault(net.last - net.first + 1, set()).add(net.first)


def _reached(record: Record) -> Iterator[Problem]:
    # RFC 7208 §5.1: what stands after "all" is never tested, and a redirect is ignored.
    everyone = record.all
    for term in record.directives:
        if everyone and term.span > everyone.span:
            yield _about(term, "after-all", term.span)
        elif term.name == "ptr":
            # RFC 7208 §5.5: this mechanism SHOULD NOT be published.
            yield _about(term, "ptr", term.span)
    if everyone and record.redirect:
        yield _about(record.redirect, "redirect-with-all", record.redirect.span)


def _rest(record: Record) -> Iterator[Problem]:
    """What the record says about everybody else."""
    everyone = record.all
    open_nets = [
        term for term in record.directives if term.network and term.network.first == 0 and _is_whole(term.network.last)
    ]
    for term in (*([everyone] if everyone else []), *open_nets):
        if term.qualifier is Result.PASS:
            yield _about(term, "plus-all", term.span)
    if everyone is None and record.redirect is None and not record.problems:
        end = len(record.text.rstrip(" "))
        yield Problem(kind="no-all", span=Span(end, end))


def _is_whole(last: int) -> bool:
    return last in {(1 << 32) - 1, (1 << 128) - 1}


def _about(term: Directive | Modifier, kind: str, span: Span, *, detail: str = "") -> Problem:
    return Problem(kind=kind, term=term.text, span=span, detail=detail or term.text)
