"""What to do: records as a difference with what they will do, and steps outside DNS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from urllib.parse import quote

from mailmend.frozen import frozen
from mailmend.model import Action, Applicability, Forecast, Plan, RecordEdit, Remedy
from mailmend.render.clean import readable, visible
from mailmend.spf import split
from mailmend.web.view import shown
from mailmend.web.words import Speech


@frozen
class Value:
    """One record of an RRset: ``mark`` is ``-``, ``+`` or nothing, ``parts`` its terms, those that are new marked.

    ``copy`` is the value as it is pasted at the DNS host, where it is to be.
    """

    mark: str
    parts: tuple[tuple[str, bool], ...]
    copy: str = ""


@frozen
class Edit:
    """One change of an RRset."""

    name: str
    type: str
    values: tuple[Value, ...]
    applicability: str
    applicable: str
    because: str
    how: str


@frozen
class Way:
    """Edits that are made together, and what they will do; ``facts`` are pairs of a label and a value.

    ``test`` is the path of the page that tells whether they have landed, empty where there is none.
    """

    label: str
    edits: tuple[Edit, ...]
    facts: tuple[tuple[str, str], ...]
    test: str = ""


@frozen
class Steps:
    """Something to do outside DNS."""

    title: str
    steps: tuple[str, ...]
    commands: tuple[str, ...]


def ways(plan: Plan | Remedy, speech: Speech) -> tuple[Way, ...]:
    """The recommended edits, where there are any, then the other ways, each with its forecast."""
    return tuple(_ways(plan, speech))


def steps(actions: Sequence[Action], speech: Speech) -> tuple[Steps, ...]:
    """What is to be done outside DNS."""
    return tuple(
        Steps(
            title=visible(speech.words.say(action.title)),
            steps=tuple(visible(speech.words.say(step)) for step in action.steps),
            commands=tuple(visible(command) for command in action.commands),
        )
        for action in actions
    )


def _ways(plan: Plan | Remedy, speech: Speech) -> Iterator[Way]:
    found = [(speech.t("way.publish"), plan.edits)] if plan.edits else []
    found += [(_other(plan, way, speech), way) for way in plan.alternatives]
    for (label, edits), forecast in zip_longest(found, plan.forecasts[: len(found)]):
        changing = tuple(_edit(edit, speech) for edit in edits if edit.before or edit.after)
        if changing:
            facts = tuple(_facts(forecast, speech)) if forecast else ()
            yield Way(label=label, edits=changing, facts=facts, test=_test(edits, forecast))


def _other(plan: Plan | Remedy, way: Sequence[RecordEdit], speech: Speech) -> str:
    if plan.edits:
        return speech.t("way.or")
    # Who adds an address to a record must know whose it is; the other ways change what is the asker's own.
    adds = any(edit.because.code.startswith("wanted.") for edit in way)
    return speech.t("way.perhaps") if adds else speech.t("way.possible")


def _test(edits: Sequence[RecordEdit], forecast: Forecast | None) -> str:
    """The page that evaluates SPF of the first record that is SPF, for the address that failed."""
    for edit in edits:
        if edit.type == "TXT" and any(value.lower().startswith("v=spf1") for value in edit.after):
            path = f"/spf/{quote(edit.name.rstrip('.'), safe='')}"
            return f"{path}?ip={quote(forecast.client_ip, safe='')}" if forecast and forecast.client_ip else path
    return ""


def _edit(edit: RecordEdit, speech: Speech) -> Edit:
    old = {term for value in edit.before for term in value.split()}
    values = [Value(mark="-" if v not in edit.after else "", parts=((record(v), False),)) for v in edit.before]
    for value in edit.after:
        if value not in edit.before:
            terms = value.split() or [value]
            parts = tuple((record(term), bool(old) and term not in old) for term in terms)
            values.append(Value(mark="+", parts=parts, copy=_pasted(value, edit.type)))
    return Edit(
        # As DNS hosts write it, without the root dot.
        name=shown.line(edit.name.rstrip(".")),
        type=edit.type,
        values=tuple(values),
        applicability=edit.applicability.value,
        applicable=speech.t(f"applicable.{Applicability(edit.applicability).value}"),
        because=visible(speech.words.say(edit.because)),
        how=_how(edit, speech),
    )


def _how(edit: RecordEdit, speech: Speech) -> str:
    """Where a person clicks: most who need this have never seen a master file."""
    gone = any(value not in edit.after for value in edit.before)
    new = any(value not in edit.before for value in edit.after)
    way = "replace" if gone and new else "add" if new else "remove"
    return speech.t(f"how.{way}", name=shown.line(edit.name.rstrip(".")), type=edit.type)


def record(value: str) -> str:
    """One record, safe to show and to copy."""
    return visible(readable(value))


def _pasted(value: str, type: str) -> str:
    """As a DNS host wants it: one value; TXT longer than 255 bytes as its strings, each in quotes (RFC 7208 §3.3)."""
    parts = split(value) if type == "TXT" else [value]
    return record(value) if len(parts) == 1 else " ".join(f'"{record(part)}"' for part in parts)


def _facts(forecast: Forecast, speech: Speech) -> Iterator[tuple[str, str]]:
    if forecast.client_ip:
        yield forecast.client_ip, f"{forecast.before} → {forecast.after}"
    if forecast.gained is None or forecast.lost is None:
        yield speech.t("forecast.others"), speech.t("forecast.uncounted")
    else:
        yield speech.t("forecast.gained"), _addresses(forecast.gained, speech)
        yield speech.t("forecast.lost"), _addresses(forecast.lost, speech)
    yield speech.t("forecast.lookups"), speech.t("forecast.of-ten", n=forecast.lookups_after)


def _addresses(count: int, speech: Speech) -> str:
    if count == 0:
        return speech.t("forecast.none")
    if count >= 10**12:
        return speech.t("forecast.range")
    return speech.words.count("{n:,} address", "{n:,} addresses", count)
