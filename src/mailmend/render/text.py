"""The answer for a person at a terminal: the verdict, who must act, what to do; then each quote, its meaning, how sure.

Colour never carries meaning alone, and nothing of mail or DNS is printed before it went through ``clean``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import zip_longest

from mailmend.model import Action, Cite, Diagnosis, Evidence, Finding, Forecast, Letter, Owner, Plan, RecordEdit
from mailmend.render.answer import answer_of, leading
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.words import say, say_finding

WIDTH = 100
_LABEL = 17
_MOST_CITES = 8
WHO = {
    Owner.SENDER_ADMIN: "you, who run the sender’s domain or its mail",
    Owner.SENDER_USER: "you, who wrote the message",
    Owner.SENDING_SERVICE: "the service that sends the message for you",
    Owner.RECIPIENT_ADMIN: "the administrator of the receiving side",
    Owner.FORWARDER: "whoever forwarded the message",
    Owner.DNS_HOST: "whoever runs the DNS of the domain",
    Owner.TRANSIENT: "nobody yet: the sending server tries again by itself",
    Owner.NOBODY: "nobody",
    Owner.UNKNOWN: "not known yet",
}


def diagnosis(found: Diagnosis) -> str:
    """One story as text, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found))


def change(edits: Sequence[RecordEdit], forecast: Forecast | None, label: str = "publish") -> str:
    """The edits of one way as a difference, and what they will do."""
    lines = list(_edits(edits, label))
    if forecast is not None:
        lines += _labelled("forecast", _forecast(forecast))
    return "\n".join(line.rstrip() for line in lines).removeprefix("\n")


def letter(written: Letter) -> str:
    """A letter as text with its headers."""
    head = f"To: {one_line(written.to, 320)}\nSubject: {one_line(say(written.subject), 300)}\n"
    return head + "\n" + visible(say(written.body), keep="\n")


def _lines(found: Diagnosis) -> Iterator[str]:
    answer, plan = answer_of(found), found.plan
    yield from _wrapped(visible(answer.happened))
    yield ""
    sure = "" if answer.owner is Owner.UNKNOWN else f"   ({answer.confidence})"
    yield from _labelled("who must act", WHO[answer.owner] + sure)
    yield from _labelled("do this", visible(answer.do))
    for other in answer.others:
        yield ""
        yield from _labelled("as likely", visible(other.happened))
        yield from _labelled("who must act", f"{WHO[other.owner]}   ({other.confidence})")
        yield from _labelled("do this", visible(other.do))
    for action in plan.actions:
        yield from _steps(action)
    yield from _ways(plan)
    for written in plan.letters:
        yield ""
        yield from _labelled("letter", f"to {one_line(written.to, 200)} is ready: add --letter to print it")
    if found.evidence.answers:
        yield ""
        yield from _labelled("DNS asked", _asked(found.evidence))
    yield ""
    yield "why"
    for finding in found.findings:
        yield from _finding(finding, found)


def _steps(action: Action) -> Iterator[str]:
    """What to do outside DNS; commands are never wrapped, so that they can be pasted."""
    yield ""
    yield from _labelled("steps", visible(say(action.title)))
    for number, step in enumerate(action.steps, 1):
        yield from _labelled("", f"{number}. {visible(say(step))}", hang=3)
    for number, command in enumerate(action.commands):
        yield ("  paste" if number == 0 else "").ljust(_LABEL) + visible(command)


def _asked(evidence: Evidence) -> str:
    """When DNS was asked, and how long after the refusal: records change."""
    when = f"{evidence.told.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    days = evidence.age.days if evidence.age is not None else 0
    gap = "1 day" if days == 1 else f"{days} days"
    return f"{when}, {gap} after the refusal; the record may have changed since" if days else when


def _ways(plan: Plan) -> Iterator[str]:
    """The recommended edits, where there are any, then the other ways, each with its forecast."""
    ways = [("publish", plan.edits)] if plan.edits else []
    ways += [("or, perhaps" if plan.edits else "perhaps", way) for way in plan.alternatives]
    for (label, edits), forecast in zip_longest(ways, plan.forecasts[: len(ways)]):
        yield from _edits(edits, label)
        if forecast is not None:
            yield from _labelled("forecast", _forecast(forecast))


def _edits(edits: Sequence[RecordEdit], label: str) -> Iterator[str]:
    for edit in edits:
        if not edit.before and not edit.after:
            continue
        yield ""
        yield from _labelled(label, f"{visible(edit.name)} {edit.type}   ({edit.applicability})")
        for value in edit.before:
            yield _quoted_value("-" if value not in edit.after else " ", value)
        for value in edit.after:
            if value not in edit.before:
                yield _quoted_value("+", value)
        yield from _labelled("", "because " + visible(say(edit.because)))


def _quoted_value(mark: str, value: str) -> str:
    return " " * _LABEL + f'{mark} "{visible(readable(value))}"'


def _forecast(forecast: Forecast) -> str:
    failed = f"{forecast.client_ip}: {forecast.before} before, {forecast.after} after; " if forecast.client_ip else ""
    if forecast.gained is None or forecast.lost is None:
        counts = "the record decides by asking DNS for each address, so the others cannot be counted"
    else:
        counts = f"{_addresses(forecast.gained)} gained, {_addresses(forecast.lost)} lost"
    return f"{failed}{counts}; {forecast.lookups_after} of 10 lookups"


def _addresses(count: int) -> str:
    if count == 1:
        return "1 address"
    return "none" if count == 0 else f"{count:,} addresses" if count < 10**12 else "a large IPv6 range"


def _finding(finding: Finding, found: Diagnosis) -> Iterator[str]:
    mark = "" if finding.cause else "   (not the cause)"
    title = f"{finding.code}  {visible(say_finding(finding, 'title'))}   {finding.confidence}{mark}"
    yield from (
        "  " + line for line in textwrap.wrap(title, WIDTH - 2, subsequent_indent=" " * len(finding.code) + "  ")
    )
    for cite in finding.cites[:_MOST_CITES]:
        yield from _cite(cite, found)
    for doubt in finding.against:
        yield from textwrap.wrap(
            visible(say(doubt.says)), WIDTH, initial_indent="   = against   ", subsequent_indent=" " * 15
        )
        if doubt.cite is not None:
            yield from _cite(doubt.cite, found)
    if finding is leading(found):
        yield f"   = more   mailmend explain {finding.code}"


def _cite(cite: Cite, found: Diagnosis) -> Iterator[str]:
    yield f"   ┌─ {_place(cite, found)}"
    before, marked, after = (
        readable(part) for part in (cite.text[: cite.start], cite.text[cite.start : cite.end], cite.text[cite.end :])
    )
    before, marked, after = (visible(part) for part in (before, marked, after))
    # The marked words stay in sight whatever the length of the line.
    room = WIDTH - 6
    if len(before) + len(marked) > room:
        keep = max(0, room - len(marked) - 20)
        before = "…" + before[-keep:] if keep else "…"
    line = before + marked + after
    yield "   │  " + (line if len(line) <= room else line[: room - 1] + "…")
    if marked:
        yield "   │  " + " " * len(before) + "^" * max(1, min(len(marked), room - len(before)))


def _place(cite: Cite, found: Diagnosis) -> str:
    if cite.kind == "asker":
        return "you said"
    if cite.answer is not None:
        asked = cite.answer.question
        at = f"   at {one_line(asked.server, 120)}" if asked.server else ""
        return f"{one_line(asked.name, 200)} {asked.type}{at}"
    name = one_line(found.evidence.bounce.source, 120)
    line = f":{cite.quote.line}" if cite.quote else ""
    by = found.evidence.attempt.remote_mta
    return f"{name}{line}" + (f"   said by {one_line(by, 120)}" if by else "")


def _labelled(label: str, text: str, hang: int = 0) -> Iterator[str]:
    first, rest = f"  {label}".ljust(_LABEL), " " * (_LABEL + hang)
    yield from textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [
        first
    ]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)
