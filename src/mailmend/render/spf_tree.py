"""An SPF record for a person: its tree with costs and marks, its problems with carets, and what to publish instead."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from mailmend.render.clean import one_line, readable, visible
from mailmend.rules import pages
from mailmend.span import Span
from mailmend.spf import Audit, Branch, Directive, Policy, Problem, Result, Tree, split
from mailmend.spf.proposal import Proposal
from mailmend.spf.savings import Removal

WIDTH = 100
_TERM_WIDTH = 52
# Terms in a row that only list addresses: more than these are one line; in records of others always.
_MOST_NETWORKS = 6
_MOST_LINES = 60
_MOST_PROBLEMS = 12
_MOST_OTHERS = 8
_LONGEST_TERM = 120
_NETWORKS = {"ip4": "IPv4", "ip6": "IPv6"}
_LABELS = {"repair": "publish instead", "merge": "publish one instead", "limits": "publish then"}


def audit(found: Audit, policy: Policy, made: Sequence[Proposal] = ()) -> str:
    """Everything about one record: its tree, whom it passes, its problems, and what to publish instead."""
    lines = [_headline(found), *_costs(found.tree), ""]
    if found.tree.record:
        tree = list(_tree(found.tree, found, "  "))
        more = len(tree) - _MOST_LINES
        lines += tree[:_MOST_LINES] + ([f"  … {more} more lines: --json has all"] if more > 0 else []) + [""]
        lines += [*_policy(policy), ""]
    lines += _problems(found)
    lines += _instead(made, found.tree)
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def said(problem: Problem) -> str:
    """A problem in one line, as its page says it."""
    words = {
        "detail": _shown(problem.detail, 80) or "nothing",
        "term": _shown(problem.term or "", 80),
        "domain": _shown(problem.domain or "", 80),
    }
    return _SAID[problem.kind].format(**words)


def large(count: int) -> str:
    """A number of addresses; IPv6 has too many to be written out."""
    return "0" if not count else f"{count:,}" if count < 10**9 else f"about 2^{count.bit_length() - 1}"


_SAID = {page.kind: page.said for page in pages()}


def _headline(found: Audit) -> str:
    errors, advice = len(found.errors), len(found.problems) - len(found.errors)
    state = "no problem" if not errors else "1 problem" if errors == 1 else f"{errors} problems"
    more = "" if not advice else ", 1 piece of advice" if advice == 1 else f", {advice} pieces of advice"
    return f"{visible(found.domain)}   {state}{more}"


def _costs(tree: Tree) -> Iterator[str]:
    four, six = tree.voids(4), tree.voids(6)
    voids = f"{four} of 2 void lookups" if four == six else f"void lookups: {four} of 2 over IPv4, {six} of 2 over IPv6"
    if tree.record:
        yield f"{tree.lookups} of 10 lookups, {voids}"


def _tree(tree: Tree, found: Audit, pad: str, *, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    rows = list(_rows(tree, outermost=not seen))
    below = seen | {tree.domain.lower()}
    yield from ([f"{pad}v=spf1"] if not seen else [])
    for number, (text, branches) in enumerate(rows):
        last = number == len(rows) - 1
        yield _line(f"{pad}{'└─' if last else '├─'} {text}", tree, branches, found)
        for branch in branches:
            nested = branch.nested
            if nested and nested.domain.lower() not in below:
                yield from _tree(nested, found, pad + ("   " if last else "│  "), seen=below)


def _rows(tree: Tree, *, outermost: bool) -> Iterator[tuple[str, list[Branch]]]:
    """The terms of one record; those in a row that only list addresses are one row, where they are many."""
    for listing, group in groupby(tree.branches, key=lambda branch: branch.term_name in _NETWORKS):
        branches = list(group)
        if listing and len(branches) > (_MOST_NETWORKS if outermost else 1):
            yield ", ".join(_listed(branches)), branches
        else:
            yield from ((_shown(branch.term.text, _LONGEST_TERM), [branch]) for branch in branches)


def _listed(branches: list[Branch]) -> Iterator[str]:
    for name, family in _NETWORKS.items():
        nets = [branch.term.network for branch in branches if isinstance(branch.term, Directive)]
        here = [net for net in nets if net and net.family == (4 if name == "ip4" else 6)]
        if here:
            count = sum(net.last - net.first + 1 for net in here)
            number = "1 network" if len(here) == 1 else f"{len(here)} networks"
            yield f"{name}: {number}, {large(count)} {family} addresses"


def _line(start: str, tree: Tree, branches: list[Branch], found: Audit) -> str:
    lookups = sum(branch.lookups for branch in branches)
    voids = max(sum(branch.voids(4) for branch in branches), sum(branch.voids(6) for branch in branches))
    notes = [] if not lookups else ["1 lookup"] if lookups == 1 else [f"{lookups} lookups"]
    notes += [f"{voids} void"] if voids else []
    notes += [] if all(branch.reached for branch in branches) else ["never reached"]
    places = {(branch.term.text, branch.term.span) for branch in branches}
    here = [problem for problem in found.problems if problem.domain == tree.domain]
    codes = {problem.code: problem.is_error for problem in here if any(_meets(problem, *place) for place in places)}
    marks = [("✗ " if error else "! ") + code for code, error in sorted(codes.items())]
    right = "   ".join([", ".join(notes), *marks]).strip()
    return f"{start.ljust(_TERM_WIDTH)}  {right}" if right else start


def _meets(problem: Problem, text: str, span: Span) -> bool:
    place = problem.span
    return problem.term == text and (place is None or (place.start < span.end and span.start < place.end))


def _policy(policy: Policy) -> Iterator[str]:
    for result in Result:
        four, six = policy.count(result, 4), policy.count(result, 6)
        if four or six:
            yield f"  {result:<10} {four:>15,} IPv4 addresses   {large(six)} IPv6"
    if policy.dynamic:
        terms = ", ".join(_shown(term, 80) for term in policy.dynamic[:8])
        yield f"  decided by asking DNS for each address: {terms}"


def _problems(found: Audit) -> Iterator[str]:
    """Each problem with its place; those of one kind in one record are told together."""
    kinds: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in sorted(found.problems, key=lambda problem: not problem.is_error):
        kinds.setdefault((problem.code, problem.domain), []).append(problem)
    for number, ((code, _), problems) in enumerate(kinds.items()):
        title = f"{code}  {said(problems[0])}"
        suggestion = problems[0].suggestion
        if suggestion and problems[0].kind not in {"almost-a-record", "multiple-records"}:
            title += f"; meant is perhaps {_shown(suggestion, 80)}"
        yield from textwrap.wrap(title, WIDTH, subsequent_indent=" " * (len(code) + 2), break_on_hyphens=False)
        if number < _MOST_PROBLEMS:
            yield from _marked(problems[0])
        others = ", ".join(
            dict.fromkeys(_shown(each.term or each.detail, 40) for each in problems[1 : _MOST_OTHERS + 1])
        )
        if others:
            more = f" and {len(problems) - 1 - _MOST_OTHERS} more" if len(problems) > _MOST_OTHERS + 1 else ""
            yield from textwrap.wrap(
                f"   also {others}{more}", WIDTH, subsequent_indent="        ", break_on_hyphens=False
            )
    if kinds:
        yield from (f"   = more   mailmend explain {next(iter(kinds))[0]}", "")


def _marked(problem: Problem) -> Iterator[str]:
    """The place in its record, with carets under the characters."""
    span, text = problem.span, problem.text
    if span is None or not text:
        return
    before, marked, after = text[: span.start], text[span.start : span.end], text[span.end :]
    before, marked, after = (visible(readable(part)) for part in (before, marked, after))
    room = WIDTH - 6
    if len(marked) > room // 2:
        marked = marked[: room // 2 - 1] + "…"
    if len(before) + len(marked) > room - 20:
        before = "…" + before[-max(1, room - 20 - len(marked)) :]
    line = before + marked + after
    yield f"   ┌─ {visible(problem.domain or '')}"
    yield "   │  " + (line if len(line) <= room else line[: room - 1] + "…")
    yield "   │  " + " " * len(before) + "^" * max(1, len(marked))


def _instead(made: Sequence[Proposal], tree: Tree) -> Iterator[str]:
    """What to publish instead, and what that does."""
    if len(tree.candidates) > 1 and not made:
        yield "merge the records by hand: they refuse or redirect, so that their order decides"
    for proposal in made:
        if proposal.removed:
            yield "to keep the limits, remove"
            yield from map(_removal, proposal.removed)
        yield from _publish(_LABELS[proposal.reason], proposal.text)
        yield f"  {_effect(proposal)}"
        if proposal.choices:
            words = " and ".join(str(each or "nothing") for each in proposal.said)
            yield f"  about everybody else they say {words}; with this nobody is newly refused. Or, if you know better:"
            for text in proposal.choices:
                yield f"  {_strings(text)}"


def _removal(removal: Removal) -> str:
    loss = "nobody passes by it alone" if removal.lost == 0 else "who passes by it cannot be counted"
    if removal.lost:
        loss = f"{large(removal.lost)} addresses pass by it alone"
    return f"  {_shown(removal.term, _LONGEST_TERM):<{_TERM_WIDTH}}  {_lookups(removal.lookups)}, {loss}"


def _effect(proposal: Proposal) -> str:
    four, six = proposal.passes
    parts = [
        f"{four:,} IPv4 addresses and {large(six)} IPv6 pass",
        f"{proposal.lookups} of 10 lookups, {proposal.voids} of 2 void",
    ]
    if proposal.removed:
        lost = "who loses cannot be counted" if proposal.lost is None else f"{large(proposal.lost)} addresses lose"
        parts.insert(1, "nobody loses" if proposal.lost == 0 else lost)
    parts.append("evaluated for every address" if proposal.proved else "errors remain, or DNS decides for each address")
    return "; ".join(parts)


def _publish(label: str, text: str) -> Iterator[str]:
    yield label
    yield f"  {_strings(text)}"


def _strings(text: str) -> str:
    return " ".join(f'"{visible(readable(part))}"' for part in split(text))


def _lookups(count: int) -> str:
    return "1 lookup" if count == 1 else f"{count} lookups"


def _shown(text: str, most: int) -> str:
    return one_line(readable(text), most)
