"""The answer for a person at a terminal: the verdict, who must act, what to do; then each quote, its meaning, how sure.

Colour never carries meaning alone, and nothing of mail or DNS is printed before it went through ``clean``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import zip_longest

from mailmend.model import (
    Action,
    Applicability,
    Bystander,
    Cite,
    Confidence,
    Diagnosis,
    Evidence,
    Finding,
    Forecast,
    Owner,
    Plan,
    RecordEdit,
)
from mailmend.render import schema
from mailmend.render.answer import answer_of, leading
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.quoting import STAND_IN, in_words, place_in_dns, quoted
from mailmend.render.screen import width, wrapped
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH, Words, marked

_MOST_SENDERS = 4
_LABEL = 17
_MOST_CITES = 8
WHO = {
    Owner.SENDER_ADMIN: marked("you, who run the sender’s domain or its mail"),
    Owner.SENDER_USER: marked("you, who wrote the message"),
    Owner.SENDING_SERVICE: marked("the service that sends the message for you"),
    Owner.RECIPIENT_ADMIN: marked("the administrator of the receiving side"),
    Owner.FORWARDER: marked("whoever forwarded the message"),
    Owner.DNS_HOST: marked("whoever runs the DNS of the domain"),
    Owner.TRANSIENT: marked("nobody: the trouble is a passing one"),
    Owner.NOBODY: marked("nobody"),
    Owner.UNKNOWN: marked("not known yet"),
}
SURE = {
    Confidence.CERTAIN: marked("certain"),
    Confidence.LIKELY: marked("likely"),
    Confidence.POSSIBLE: marked("possible"),
}
APPLICABLE = {
    Applicability.SAFE: marked("safe"),
    Applicability.REVIEW: marked("review"),
    Applicability.MANUAL: marked("manual"),
}


def diagnosis(found: Diagnosis, words: Words = ENGLISH) -> str:
    """One story as text, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found, words))


def change(edits: Sequence[RecordEdit], forecast: Forecast | None, label: str = "", words: Words = ENGLISH) -> str:
    """The edits of one way as a difference, and what they will do; ``label`` is what stands before them."""
    lines = list(_edits(edits, label or words.text("publish"), words))
    if forecast is not None:
        lines += labelled(words.text("forecast"), forecast_said(forecast, words))
    return "\n".join(line.rstrip() for line in lines).removeprefix("\n")


def _lines(found: Diagnosis, words: Words) -> Iterator[str]:
    answer, plan = answer_of(found, words), found.plan
    yield from wrapped(visible(answer.happened))
    yield ""
    yield from _verdict(answer, words)
    for other in answer.others:
        yield ""
        yield from labelled(words.text("as likely"), visible(other.happened))
        yield from _verdict(other, words)
    for action in plan.actions:
        yield from steps(action, words)
    yield from _ways(plan, words)
    for written in plan.letters:
        yield ""
        ready = words.text("to {to} is ready: add --letter to print it", to=one_line(written.to, 200))
        yield from labelled(words.text("letter"), ready)
    if found.evidence.answers:
        yield ""
        yield from labelled(words.text("DNS asked"), asked(found.evidence, words))
        if found.evidence.spf and found.evidence.spf.stand_in:
            yield from labelled("", words.text(STAND_IN))
    yield ""
    yield words.text("why")
    for finding in found.findings:
        yield from _finding(finding, found, words)


def _verdict(answer: schema.Answer | schema.Other, words: Words) -> Iterator[str]:
    """Who must act, how sure that is, and what to do."""
    owner = Owner(answer.owner)
    sure = "" if owner is Owner.UNKNOWN else f"   ({words.text(SURE[Confidence(answer.confidence)])})"
    yield from labelled(words.text("who must act"), words.text(WHO[owner]) + sure)
    yield from labelled(words.text("do this"), visible(answer.do))


def steps(action: Action, words: Words) -> Iterator[str]:
    """What to do outside DNS; commands are never wrapped, so that they can be pasted."""
    yield ""
    yield from labelled(words.text("steps"), visible(words.say(action.title)))
    for number, step in enumerate(action.steps, 1):
        yield from labelled("", f"{number}. {visible(words.say(step))}", hang=3)
    for number, command in enumerate(action.commands):
        yield _label(words.text("paste") if number == 0 else "") + visible(command)


def asked(evidence: Evidence, words: Words) -> str:
    """When DNS was asked, and how long after the refusal: records change."""
    when = f"{evidence.told.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    days = evidence.age.days if evidence.age is not None else 0
    if not days:
        return when
    return words.count(
        "{when}, {n} day after the refusal; the record may have changed since",
        "{when}, {n} days after the refusal; the record may have changed since",
        days,
        when=when,
    )


def _ways(plan: Plan, words: Words) -> Iterator[str]:
    """The recommended edits, where there are any, then the other ways, each with its forecast."""
    ways = [(words.text("publish"), plan.edits)] if plan.edits else []
    other = words.text("or, perhaps") if plan.edits else words.text("perhaps")
    ways += [(other, way) for way in plan.alternatives]
    for (label, edits), forecast in zip_longest(ways, plan.forecasts[: len(ways)]):
        yield from _edits(edits, label, words)
        if forecast is not None:
            yield from labelled(words.text("forecast"), forecast_said(forecast, words))
    yield from reported(plan.bystanders, words)


def reported(bystanders: Sequence[Bystander], words: Words) -> Iterator[str]:
    """What becomes of the senders that DMARC reports name, in a line or two; nothing where no reports were given."""
    if not bystanders:
        return
    lost = [each for each in bystanders if each.before and not each.after]
    gained = [each for each in bystanders if each.after and not each.before]
    kept = sum(each.before and each.after for each in bystanders)
    said = [
        words.count(
            "{n} sender of the DMARC reports keeps passing DMARC",
            "{n} senders of the DMARC reports keep passing DMARC",
            kept,
        )
    ]
    if gained:
        said.append(words.text("begin to pass: {senders}", senders=_senders(gained)))
    if lost:
        said.append(words.text("STOP PASSING: {senders}", senders=_senders(lost)))
    failing = [each for each in bystanders if not each.before and not each.after]
    if failing:
        said.append(words.text("still fail: {senders}", senders=_senders(failing)))
    yield from labelled(words.text("reports"), "; ".join(said))


def _senders(bystanders: Sequence[Bystander]) -> str:
    """The first of them with their messages."""
    named = [f"{each.source.ip} ({each.source.messages:,})" for each in bystanders[:_MOST_SENDERS]]
    return ", ".join(named) + (", …" if len(bystanders) > _MOST_SENDERS else "")


def _edits(edits: Sequence[RecordEdit], label: str, words: Words) -> Iterator[str]:
    for edit in edits:
        if not edit.before and not edit.after:
            continue
        yield ""
        how = words.text(APPLICABLE[edit.applicability])
        yield from labelled(label, f"{visible(edit.name)} {edit.type}   ({how})")
        for value in edit.before:
            yield _quoted_value("-" if value not in edit.after else " ", value)
        for value in edit.after:
            if value not in edit.before:
                yield _quoted_value("+", value)
        yield from labelled("", words.text("because {reason}", reason=visible(words.say(edit.because))))


def _quoted_value(mark: str, value: str) -> str:
    return " " * _LABEL + f'{mark} "{visible(readable(value))}"'


def forecast_said(forecast: Forecast, words: Words) -> str:
    """What an edit will do, in one line."""
    if forecast.policies is not None:
        before, after = forecast.policies
        return words.text("DMARC policy {before} before, {after} after; SPF stays as it is", before=before, after=after)
    parts = []
    if forecast.client_ip:
        ip, before, after = forecast.client_ip, forecast.before, forecast.after
        parts.append(words.text("{ip}: {before} before, {after} after", ip=ip, before=before, after=after))
    if forecast.gained is None or forecast.lost is None:
        parts.append(words.text("the record decides by asking DNS for each address, so the others cannot be counted"))
    else:
        gained, lost = (_addresses(count, words) for count in (forecast.gained, forecast.lost))
        parts.append(words.text("{gained} gained, {lost} lost", gained=gained, lost=lost))
    parts.append(words.text("{n} of 10 lookups", n=forecast.lookups_after))
    return "; ".join(parts)


def _addresses(count: int, words: Words) -> str:
    if count == 0:
        return words.text("none")
    if count >= 10**12:
        return words.text("a large IPv6 range")
    return words.count("{n:,} address", "{n:,} addresses", count)


def _finding(finding: Finding, found: Diagnosis, words: Words) -> Iterator[str]:
    mark = "" if finding.cause else f"   ({words.text('not the cause')})"
    sure = words.text(SURE[finding.confidence])
    title = f"{finding.code}  {visible(say_finding(words, finding, 'title'))}   {sure}{mark}"
    yield from (
        "  " + line for line in textwrap.wrap(title, width() - 2, subsequent_indent=" " * len(finding.code) + "  ")
    )
    for cite in finding.cites[:_MOST_CITES]:
        yield from _cite(cite, found, words)
    for doubt in finding.against:
        label = f"   = {words.text('against')}   "
        yield from wrapped(visible(words.say(doubt.says)), label, " " * len(label))
        if doubt.cite is not None:
            yield from _cite(doubt.cite, found, words)
    if finding is leading(found):
        yield f"   = {words.text('more')}   mailmend explain {finding.code}"


def _cite(cite: Cite, found: Diagnosis, words: Words) -> Iterator[str]:
    yield from quoted(in_words(cite, words), place(cite, found, words))


def place(cite: Cite, found: Diagnosis, words: Words) -> str:
    """Where a piece of evidence stands, and whose words it is."""
    if cite.kind == "asker":
        return words.text("you said")
    if cite.answer is not None:
        return place_in_dns(cite.answer.question, words)
    name = one_line(found.evidence.bounce.source, 120)
    place = f"{name}:{cite.quote.line}" if cite.quote else name
    if cite.quote and found.evidence.bounce.decoded:
        # An Outlook file has no lines: `mailmend read --show` prints those that are meant.
        place = words.text("{name}, line {line} of it as a mail", name=name, line=cite.quote.line)
    by = found.evidence.attempt.remote_mta
    return words.text("{place}   said by {host}", place=place, host=one_line(by, 120)) if by else place


def _label(label: str) -> str:
    """What stands in the first column; a label that is longer than it in some language still ends in a space."""
    return f"  {label} ".ljust(_LABEL) if label else " " * _LABEL


def labelled(label: str, text: str, hang: int = 0) -> Iterator[str]:
    """``text`` wrapped behind its ``label``; ``hang`` is how much further the lines after the first are indented."""
    first, rest = _label(label), " " * (_LABEL + hang)
    yield from wrapped(text, first, rest) or [first]
