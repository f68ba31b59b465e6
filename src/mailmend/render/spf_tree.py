"""An SPF record for a person: its tree with costs and marks, its problems with carets, and what to publish instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from mailmend.frozen import frozen
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.screen import width, wrapped
from mailmend.render.words import ENGLISH, Words, marked
from mailmend.rules import pages
from mailmend.span import Span
from mailmend.spf import Audit, Branch, Directive, Policy, Problem, Result, Tree, split
from mailmend.spf.proposal import Proposal
from mailmend.spf.savings import Removal

_TERM_WIDTH = 52
# Terms in a row that only list addresses: more than these are one line; in records of others always.
_MOST_NETWORKS = 6
_MOST_LINES = 60
_MOST_PROBLEMS = 12
_MOST_OTHERS = 8
_LONGEST_TERM = 120
_NETWORKS = {"ip4": "IPv4", "ip6": "IPv6"}
_LABELS = {
    "repair": marked("publish instead"),
    "merge": marked("publish one instead"),
    "limits": marked("publish then"),
}


def audit(
    found: Audit,
    policy: Policy,
    made: Sequence[Proposal] = (),
    words: Words = ENGLISH,
    services: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Everything about one record: its tree, whom it passes, its problems, and what to publish instead.

    ``services`` are the names of known services by the domain that a term names for them.
    """
    lines = [_headline(found, words), *_costs(found.tree, words), ""]
    if found.tree.record:
        rows = [_Row(text="  v=spf1", tree=found.tree), *_tree(found.tree, "  ", words)]
        more = len(rows) - _MOST_LINES
        lines += [_line(row, found, words, services) for row in rows[:_MOST_LINES]]
        if more > 0:
            lines.append(
                "  " + words.count("… {n} more line: --json has all", "… {n} more lines: --json has all", more)
            )
        lines += ["", *_policy(policy, words), ""]
    lines += _problems(found, words)
    lines += _instead(made, found.tree, words)
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def said(problem: Problem, words: Words = ENGLISH) -> str:
    """A problem in one line, as its page says it."""
    return words.coded(
        f"{problem.code}.said",
        _SAID[problem.kind],
        detail=_shown(problem.detail, 80) or words.text("nothing"),
        term=_shown(problem.term or "", 80),
        domain=_shown(problem.domain or "", 80),
    )


def large(count: int, words: Words = ENGLISH) -> str:
    """A number of addresses; IPv6 has too many to be written out."""
    if count >= 10**9:
        return words.text("about 2^{exponent}", exponent=count.bit_length() - 1)
    return words.text("{n:,}", n=count)


_SAID = {page.kind: page.said for page in pages()}


def _headline(found: Audit, words: Words) -> str:
    errors, advice = len(found.errors), len(found.problems) - len(found.errors)
    state = words.count("{n} problem", "{n} problems", errors) if errors else words.text("no problem")
    if advice:
        more = words.count("{n} piece of advice", "{n} pieces of advice", advice)
        state = words.text("{problems}, {advice}", problems=state, advice=more)
    return f"{visible(found.domain)}   {state}"


def _costs(tree: Tree, words: Words) -> Iterator[str]:
    four, six = tree.voids(4), tree.voids(6)
    if not tree.record:
        return
    if four == six:
        yield words.text("{lookups} of 10 lookups, {voids} of 2 void lookups", lookups=tree.lookups, voids=four)
    else:
        yield words.text(
            "{lookups} of 10 lookups, void lookups: {four} of 2 over IPv4, {six} of 2 over IPv6",
            lookups=tree.lookups,
            four=four,
            six=six,
        )


@frozen
class _Row:
    """One line of the tree before its costs and marks are counted: of the thousands of a record few are shown."""

    text: str
    tree: Tree
    branches: Sequence[Branch] = ()


def _tree(tree: Tree, pad: str, words: Words, *, seen: frozenset[str] = frozenset()) -> Iterator[_Row]:
    rows = list(_rows(tree, words, outermost=not seen))
    below = seen | {tree.domain.lower()}
    for number, (text, branches) in enumerate(rows):
        last = number == len(rows) - 1
        yield _Row(text=f"{pad}{'└─' if last else '├─'} {text}", tree=tree, branches=branches)
        for branch in branches:
            nested = branch.nested
            if nested and nested.domain.lower() not in below:
                yield from _tree(nested, pad + ("   " if last else "│  "), words, seen=below)


def _rows(tree: Tree, words: Words, *, outermost: bool) -> Iterator[tuple[str, list[Branch]]]:
    """The terms of one record; those in a row that only list addresses are one row, where they are many."""
    for listing, group in groupby(tree.branches, key=lambda branch: branch.term_name in _NETWORKS):
        branches = list(group)
        if listing and len(branches) > (_MOST_NETWORKS if outermost else 1):
            yield ", ".join(_listed(branches, words)), branches
        else:
            yield from ((_shown(branch.term.text, _LONGEST_TERM), [branch]) for branch in branches)


def _listed(branches: list[Branch], words: Words) -> Iterator[str]:
    for name, family in _NETWORKS.items():
        nets = [branch.term.network for branch in branches if isinstance(branch.term, Directive)]
        here = [net for net in nets if net and net.family == (4 if name == "ip4" else 6)]
        if here:
            count = sum(net.last - net.first + 1 for net in here)
            yield words.count(
                "{mechanism}: {n} network, {count} {family} addresses",
                "{mechanism}: {n} networks, {count} {family} addresses",
                len(here),
                mechanism=name,
                count=large(count, words),
                family=family,
            )


def _line(row: _Row, found: Audit, words: Words, services: Mapping[str, str]) -> str:
    branches = row.branches
    if not branches:
        return row.text
    lookups = sum(branch.lookups for branch in branches)
    voids = max(sum(branch.voids(4) for branch in branches), sum(branch.voids(6) for branch in branches))
    notes = [_lookups(lookups, words)] if lookups else []
    notes += [words.count("{n} void", "{n} void", voids)] if voids else []
    notes += [] if all(branch.reached for branch in branches) else [words.text("never reached")]
    texts = {branch.term.text for branch in branches}
    span = Span(branches[0].term.span.start, branches[-1].term.span.end)
    here = [problem for problem in found.problems if problem.domain == row.tree.domain and problem.term in texts]
    codes = {problem.code: problem.is_error for problem in here if _meets(problem, span)}
    marks = [("✗ " if error else "! ") + code for code, error in sorted(codes.items())]
    named = [services[branch.target] for branch in branches if branch.target and branch.target in services][:1]
    right = "   ".join([", ".join(notes), *named, *marks]).strip()
    return f"{row.text.ljust(_TERM_WIDTH)}  {right}" if right else row.text


def _meets(problem: Problem, span: Span) -> bool:
    place = problem.span
    return place is None or (place.start < span.end and span.start < place.end)


def _policy(policy: Policy, words: Words) -> Iterator[str]:
    for result in Result:
        four, six = policy.count(result, 4), policy.count(result, 6)
        if four or six:
            shown = words.text("{count} IPv4 addresses   {six} IPv6", count=_right(four, words), six=large(six, words))
            yield f"  {result:<10} {shown}"
    if policy.dynamic:
        terms = ", ".join(_shown(term, 80) for term in policy.dynamic[:8])
        yield "  " + words.text("decided by asking DNS for each address: {terms}", terms=terms)


def _right(count: int, words: Words) -> str:
    """A number in a column of numbers."""
    return words.text("{n:,}", n=count).rjust(15)


def _problems(found: Audit, words: Words) -> Iterator[str]:
    """Each problem with its place; those of one kind in one record are told together."""
    kinds: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in sorted(found.problems, key=lambda problem: not problem.is_error):
        kinds.setdefault((problem.code, problem.domain), []).append(problem)
    for number, ((code, _), problems) in enumerate(kinds.items()):
        title = f"{code}  {said(problems[0], words)}"
        suggestion = problems[0].suggestion
        if suggestion and problems[0].kind not in {"almost-a-record", "multiple-records"}:
            title = words.text("{problem}; meant is perhaps {text}", problem=title, text=_shown(suggestion, 80))
        yield from wrapped(title, rest=" " * (len(code) + 2))
        if number < _MOST_PROBLEMS:
            yield from _marked(problems[0])
        others = ", ".join(
            dict.fromkeys(_shown(each.term or each.detail, 40) for each in problems[1 : _MOST_OTHERS + 1])
        )
        if others:
            more = len(problems) - 1 - _MOST_OTHERS
            also = (
                words.count("also {others} and {n} more", "also {others} and {n} more", more, others=others)
                if more > 0
                else words.text("also {others}", others=others)
            )
            yield from wrapped(f"   {also}", rest="        ")
    if kinds:
        yield from (f"   = {words.text('more')}   mailmend explain {next(iter(kinds))[0]}", "")


def _marked(problem: Problem) -> Iterator[str]:
    """The place in its record, with carets under the characters."""
    span, text = problem.span, problem.text
    if span is None or not text:
        return
    before, marked, after = text[: span.start], text[span.start : span.end], text[span.end :]
    before, marked, after = (visible(readable(part)) for part in (before, marked, after))
    room = width() - 6
    if len(marked) > room // 2:
        marked = marked[: room // 2 - 1] + "…"
    if len(before) + len(marked) > room - 20:
        before = "…" + before[-max(1, room - 20 - len(marked)) :]
    line = before + marked + after
    yield f"   ┌─ {visible(problem.domain or '')}"
    yield "   │  " + (line if len(line) <= room else line[: room - 1] + "…")
    yield "   │  " + " " * len(before) + "^" * max(1, len(marked))


def _instead(made: Sequence[Proposal], tree: Tree, words: Words) -> Iterator[str]:
    """What to publish instead, and what that does."""
    if len(tree.candidates) > 1 and not made:
        yield words.text("merge the records by hand: they refuse or redirect, so that their order decides")
    for proposal in made:
        if proposal.removed:
            yield words.text("to keep the limits, remove")
            yield from (_removal(each, words) for each in proposal.removed)
        yield from _publish(words.text(_LABELS[proposal.reason]), proposal.text)
        yield f"  {_effect(proposal, words)}"
        if proposal.choices:
            results = words.listed([str(each or words.text("nothing")) for each in proposal.said])
            yield "  " + words.text(
                "about everybody else they say {results}; with this nobody is newly refused. Or, if you know better:",
                results=results,
            )
            for text in proposal.choices:
                yield f"  {_strings(text)}"


def _removal(removal: Removal, words: Words) -> str:
    if removal.lost:
        loss = words.count(
            "{count} address passes by it alone",
            "{count} addresses pass by it alone",
            removal.lost,
            count=large(removal.lost, words),
        )
    elif removal.lost == 0:
        loss = words.text("nobody passes by it alone")
    else:
        loss = words.text("who passes by it cannot be counted")
    return f"  {_shown(removal.term, _LONGEST_TERM):<{_TERM_WIDTH}}  {_lookups(removal.lookups, words)}, {loss}"


def _effect(proposal: Proposal, words: Words) -> str:
    four, six = proposal.passes
    passing = words.text("{n:,} IPv4 addresses and {six} IPv6 pass", n=four, six=large(six, words))
    cost = words.text("{lookups} of 10 lookups, {voids} of 2 void", lookups=proposal.lookups, voids=proposal.voids)
    parts = [passing, *([_loss(proposal, words)] if proposal.removed else []), cost]
    parts.append(
        words.text("evaluated for every address")
        if proposal.proved
        else words.text("errors remain, or DNS decides for each address")
    )
    return "; ".join(parts)


def _loss(proposal: Proposal, words: Words) -> str:
    if proposal.lost is None:
        return words.text("who loses cannot be counted")
    if proposal.lost == 0:
        return words.text("nobody loses")
    return words.count(
        "{count} address loses", "{count} addresses lose", proposal.lost, count=large(proposal.lost, words)
    )


def _publish(label: str, text: str) -> Iterator[str]:
    yield label
    yield f"  {_strings(text)}"


def _strings(text: str) -> str:
    return " ".join(f'"{visible(readable(part))}"' for part in split(text))


def _lookups(count: int, words: Words) -> str:
    return words.count("{n} lookup", "{n} lookups", count)


def _shown(text: str, most: int) -> str:
    return one_line(readable(text), most)
