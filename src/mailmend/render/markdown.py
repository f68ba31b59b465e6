"""The answer for a ticket, as Markdown (CommonMark, GitHub's flavour): headline, who, steps, the change, the evidence.

A ticket is read in a browser, and evidence is written by strangers: it may hold backticks, HTML, links, mentions. So
nothing of it becomes markup: what stands in a sentence is a code span, what stands alone a fenced block whose fence is
longer than any run of backticks in it, and control characters are spelt out in both.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias

from mailmend.model import Action, Diagnosis, Finding, Letter, Owner, Plan, RecordEdit
from mailmend.pattern import pattern
from mailmend.phrase import Param, Phrase
from mailmend.render import schema, text
from mailmend.render.answer import answer_of, leading
from mailmend.render.clean import readable, visible
from mailmend.render.letters import spelt
from mailmend.render.quoting import in_words
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH, Words, marked

_MOST_CITES = 8
_LONGEST = 500
# A parameter while a sentence is made: its number between two characters of Unicode's private use area, which nothing
# that is said contains. A shell's quotes may stand around it.
_HIDDEN = pattern("('?)\ue000(\\d+)\ue001('?)")
_PRIVATE = pattern("[\ue000\ue001]")
_MARKUP = pattern(r"([\\`*_{}\[\]<>#|~&])")
_WAITING = {
    Owner.SENDER_ADMIN: marked("the administrator of the sender\u2019s side, to do what is said above"),
    Owner.SENDER_USER: marked("the sender, to correct it and send again"),
    Owner.SENDING_SERVICE: marked("the support of the sending service"),
    Owner.RECIPIENT_ADMIN: marked("the administrator of the receiving side"),
    Owner.FORWARDER: marked("whoever runs the forwarding server"),
    Owner.DNS_HOST: marked("whoever runs the DNS of the domain, to repair it"),
    Owner.TRANSIENT: marked("the next attempt: the trouble is a passing one"),
    Owner.NOBODY: marked("nobody: this can be closed"),
    Owner.UNKNOWN: marked("what is still missing, as said above"),
}
_PUBLISH = marked("the record change below to be published, then a test message")

Params: TypeAlias = tuple[tuple[str, Param], ...]


def markdown(found: Diagnosis, words: Words = ENGLISH) -> str:
    """One story as Markdown, without a line end at its end."""
    return "\n\n".join(_Ticket(found, words).blocks())


class _Ticket:
    """One story on its way to Markdown; evidence in sentences is hidden until they are made."""

    def __init__(self, found: Diagnosis, words: Words) -> None:
        self._values: list[str] = []
        self._words = words
        self._found = replace(
            found, findings=tuple(self._finding(f) for f in found.findings), plan=self._plan(found.plan)
        )

    def blocks(self) -> Iterator[str]:
        """Every block of the ticket in order."""
        answer = answer_of(self._found, self._words)
        yield f"## {self._shown(answer.happened)}"
        yield from self._verdict(answer)
        yield self._line(marked("Waiting for"), self._waiting(answer))
        for other in answer.others:
            yield f"### {self._words.text('As likely')}"
            yield self._shown(other.happened)
            yield from self._verdict(other)
        for action in self._found.plan.actions:
            yield from self._steps(action)
        yield from self._ways()
        yield f"### {self._words.text('Why')}"
        for finding in self._found.findings:
            yield from self._evidence(finding)
        for letter in self._found.plan.letters:
            yield from self._letter(letter)
        if self._found.evidence.answers:
            yield self._line(marked("DNS asked"), text.asked(self._found.evidence, self._words))

    # -- sentences ----------------------------------------------------------------------------------------------------

    def _verdict(self, answer: schema.Answer | schema.Other) -> Iterator[str]:
        owner = Owner(answer.owner)
        sure = "" if owner is Owner.UNKNOWN else f" ({self._words.text(text.SURE[answer.confidence])})"
        yield self._line(marked("Who must act"), self._words.text(text.WHO[owner]) + sure)
        yield self._line(marked("Do this"), answer.do)

    def _waiting(self, answer: schema.Answer) -> str:
        owner = Owner(answer.owner)
        if self._found.plan.edits and owner is Owner.SENDER_ADMIN:
            return self._words.text(_PUBLISH)
        if self._found.plan.letters and owner is Owner.RECIPIENT_ADMIN:
            to = self._hidden(self._found.plan.letters[0].to)
            return self._words.text("an answer from {to} to the letter below", to=to)
        return self._words.text(_WAITING[owner])

    def _line(self, label: str, said: str) -> str:
        return f"**{self._words.text(label)}:** {self._shown(said)}"

    def _shown(self, said: str) -> str:
        """A sentence of ours as Markdown: its own characters escaped, evidence in code spans."""
        parts, at = [], 0
        for found in _HIDDEN.finditer(said):
            value = self._values[int(found[2])]
            # Quotes around it are those of a shell (``!q``): whether the value itself needs them is told by itself.
            parts += [_escaped(said[at : found.start()]), _span(shlex.quote(value) if found[1] else value)]
            at = found.end()
        return "".join([*parts, _escaped(said[at:])])

    def _hidden(self, value: str) -> str:
        self._values.append(_PRIVATE.sub("\ufffd", value))
        return f"\ue000{len(self._values) - 1}\ue001"

    def _params(self, params: Params) -> Params:
        return tuple((key, self._hidden(value) if isinstance(value, str) else value) for key, value in params)

    def _phrase(self, said: Phrase) -> Phrase:
        return replace(said, params=self._params(said.params))

    def _finding(self, finding: Finding) -> Finding:
        against = tuple(replace(doubt, says=self._phrase(doubt.says)) for doubt in finding.against)
        return replace(finding, params=self._params(finding.params), against=against)

    def _plan(self, plan: Plan) -> Plan:
        return replace(
            plan,
            edits=self._edits(plan.edits),
            alternatives=tuple(self._edits(way) for way in plan.alternatives),
            actions=tuple(
                replace(a, title=self._phrase(a.title), steps=tuple(map(self._phrase, a.steps))) for a in plan.actions
            ),
        )

    def _edits(self, edits: Sequence[RecordEdit]) -> tuple[RecordEdit, ...]:
        return tuple(replace(edit, because=self._phrase(edit.because)) for edit in edits)

    # -- blocks -------------------------------------------------------------------------------------------------------

    def _steps(self, action: Action) -> Iterator[str]:
        yield f"### {self._shown(self._words.say(action.title))}"
        yield "\n".join(f"{n}. {self._shown(self._words.say(step))}" for n, step in enumerate(action.steps, 1))
        if action.commands:
            yield _fenced([visible(command) for command in action.commands], action.syntax)

    def _ways(self) -> Iterator[str]:
        plan, words = self._found.plan, self._words
        ways = [(words.text("Publish"), plan.edits)] if plan.edits else []
        ways += [(words.text("Or, perhaps") if plan.edits else words.text("Perhaps"), way) for way in plan.alternatives]
        for (label, edits), forecast in zip_longest(ways, plan.forecasts[: len(ways)]):
            yield f"### {_escaped(label)}"
            for edit in edits:
                yield f"{_span(edit.name)} {edit.type} ({words.text(text.APPLICABLE[edit.applicability])})"
                yield _difference(edit)
                yield self._shown(words.text("because {reason}", reason=words.say(edit.because)))
            if forecast is not None:
                yield self._line(marked("Forecast"), text.forecast_said(forecast, words))
        said = " ".join(" ".join(text.reported(plan.bystanders, words)).split())
        if said:
            yield self._shown(said)

    def _evidence(self, finding: Finding) -> Iterator[str]:
        words = self._words
        cause = "" if finding.cause else f", {words.text('not the cause')}"
        more = f" \u2014 `mailmend explain {finding.code}`" if finding is leading(self._found) else ""
        title = self._shown(say_finding(words, finding, "title"))
        yield f"**{finding.code}** {title} ({words.text(text.SURE[finding.confidence])}{cause}){more}"
        doubts = [doubt.cite for doubt in finding.against if doubt.cite]
        lines = [
            line
            for cite in dict.fromkeys((*finding.cites[:_MOST_CITES], *doubts))
            for line in (
                text.place(cite, self._found, words) + ":",
                "  " + _cut(visible(readable(in_words(cite, words).text))),
            )
        ]
        yield _fenced(lines, "text")
        for doubt in finding.against:
            yield self._line(marked("Against it"), words.say(doubt.says))

    def _letter(self, letter: Letter) -> Iterator[str]:
        yield f"### {self._words.text('Letter')}"
        yield _fenced(spelt(letter).text.split("\n"), "text")


def _difference(edit: RecordEdit) -> str:
    """The RRset before and after as a difference; what stays is shown too, because the RRset is replaced whole."""
    lines = [f'{" " if value in edit.after else "-"} "{visible(readable(value))}"' for value in edit.before]
    lines += [f'+ "{visible(readable(value))}"' for value in edit.after if value not in edit.before]
    return _fenced(lines, "diff")


def _fenced(lines: Sequence[str], language: str) -> str:
    """A code block that nothing in ``lines`` can end (CommonMark 0.31, section 4.5)."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return "\n".join([fence + language, *lines, fence])


def _span(value: str) -> str:
    """A code span that nothing in ``value`` can end (CommonMark 0.31, section 6.1)."""
    shown = _cut(visible(" ".join(value.split())))
    if not shown:
        return ""
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def _escaped(said: str) -> str:
    """Words of ours, their punctuation without meaning for Markdown."""
    return _MARKUP.sub(r"\\\1", visible(said))


def _longest_run(shown: str) -> int:
    return max((len(run) for run in re.findall("`+", shown)), default=0)


def _cut(shown: str) -> str:
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "\u2026"
