"""Many bounces for a person: how many were refused for what, who must act, and which change clears how many."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Notification
from mailmend.render import text
from mailmend.render.clean import one_line, visible
from mailmend.render.explanations import explanation
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH, Words
from mailmend.summary import Cause, Change, Summary

_MOST_CLIENTS = 4


def summary(found: Summary, words: Words = ENGLISH) -> str:
    """One page, the most frequent cause first, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found, words))


def title_of(cause: Cause, words: Words) -> str:
    """What happened: in the words of the one case where all are alike, else in those of the rule."""
    if cause.finding is None:
        return words.text("no explanation was found")
    page = None if cause.same_words else explanation(cause.finding.code, words)
    return page.title if page else say_finding(words, cause.finding, "title")


def _lines(found: Summary, words: Words) -> Iterator[str]:
    yield _headline(found, words)
    for cause in found.causes:
        yield ""
        yield from _cause(cause, found, words)
    if found.unexamined:
        yield ""
        left = words.count(
            "{n:,} refusal was not looked into: --most says how many kinds are",
            "{n:,} refusals were not looked into: --most says how many kinds are",
            found.unexamined,
        )
        yield from text.labelled(_share(found.unexamined, found), left)
    if found.changes:
        yield ""
        yield words.text("changes")
    for change in found.changes:
        yield from _change(change, found, words)


def _headline(found: Summary, words: Words) -> str:
    if not found.refusals:
        return words.text("No refusal in what was read.")
    refusals = words.count("{n:,} refusal", "{n:,} refusals", found.refusals)
    reports = words.count("{n:,} report", "{n:,} reports", found.reports)
    if not found.delays:
        return words.text("{refusals} in {reports}", refusals=refusals, reports=reports)
    delays = words.count("{n:,} only delayed so far", "{n:,} only delayed so far", found.delays)
    return words.text("{refusals} in {reports}, {delays}", refusals=refusals, reports=reports, delays=delays)


def _cause(cause: Cause, found: Summary, words: Words) -> Iterator[str]:
    code = f"{cause.finding.code}  " if cause.finding else ""
    domain = f"{one_line(cause.domain, 100)}: " if cause.domain else ""
    yield from text.labelled(_share(cause.count, found), f"{code}{domain}{visible(title_of(cause, words))}")
    who = words.text(text.WHO[cause.owner])
    sure = f" ({words.text(text.SURE[cause.finding.confidence])})" if cause.finding else ""
    yield from text.labelled("", words.text("who must act: {who}", who=who) + sure)
    if cause.change is not None:
        yield from text.labelled("", words.text("change {number} below clears it", number=cause.change))
    if cause.clients and not cause.same_words:
        yield from text.labelled("", words.text("sent from {addresses}", addresses=_clients(cause)))
    yield from text.labelled("", words.text("such as {place}", place=_place(cause.sample, words)))


def _change(change: Change, found: Summary, words: Words) -> Iterator[str]:
    cleared = words.count("clears {n:,} refusal", "clears {n:,} refusals", change.count)
    yield ""
    yield from text.labelled(f"{change.number}", f"{cleared} ({_percent(change.count, found)})")
    yield text.change(change.edits, next(iter(change.forecasts), None), words=words)
    if change.again:
        again = words.text(
            "A change above is of the same name: publish that one first, then run this again for the whole record."
        )
        yield from text.labelled("", again)


def _clients(cause: Cause) -> str:
    """The most frequent addresses, each with its refusals."""
    named = [f"{ip} ({count:,})" for ip, count in cause.clients[:_MOST_CLIENTS]]
    return ", ".join(named) + (", …" if len(cause.clients) > _MOST_CLIENTS else "")


def _place(sample: Notification, words: Words) -> str:
    name = one_line(sample.source, 200)
    return words.text("{file}, message {n}", file=name, n=sample.index + 1) if sample.index else name


def _share(count: int, found: Summary) -> str:
    return f"{count:>6,} {_percent(count, found):>7}"


def _percent(count: int, found: Summary) -> str:
    return f"{100 * count / found.refusals:.1f} %"
