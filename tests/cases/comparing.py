"""What a case expects, compared with what mailmend printed: one line for every key of ``expect.json`` that fails.

Keys: ``exit``, ``owner`` ("any" is not compared), ``kind``, ``stories``; of the attempt for ``recipient`` (else the
first): ``status``, ``reply``, ``remote_status``, ``category``, ``subtype``, ``client_ip`` (also of identities);
``mail_from``, ``pool``, ``spf_result``, ``spf_domain``; ``attempts`` (each compared by its recipient); ``letter``,
``letter_must_mention``; ``missing``; ``answer_must_mention`` (answer, actions and titles; the inner list means any).
A list means any of its values.

``causes`` are codes of rules that are among the causes, ``not_causes`` codes that look alike here and are not;
``confidence`` is that of the answer, ``against`` holds words that stand among what speaks against a finding.

Of the plan: ``edits`` (``[]``: no SPF edit; else what each expected edit must hold: ``name``, ``must_contain``,
``must_not_contain``, ``record_count``, ``applicability``, ``must_pass`` and ``must_not_pass``, judged by pyspf);
``also_edits`` (``[name, type, after]``), ``no_edit``, ``no_safe_edit``, ``offered`` (texts in an alternative),
``survive`` (TXT values that stand in ``after`` as they did in ``before``), ``forbid_edit_names``, ``forbid_contain``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailmend import resolvers
from mailmend.flow import Answer, Question
from mailmend.spf import split
from tests.peers import pyspf

_SAID = ("status", "reply", "category", "subtype")


@dataclass(frozen=True)
class Mended:
    """A world in which the edits are made."""

    world: Any
    edits: list[dict[str, Any]]

    def answer(self, asked: Question) -> Answer:
        for edit in self.edits:
            if (edit["name"], edit["type"]) == (asked.name, asked.type) == (asked.name, "TXT"):
                data = tuple(tuple(part.encode() for part in split(value)) for value in edit["after"])
                return Answer(question=asked, outcome="data", data=data)
        found: Answer = self.world.resolve((asked,))[0]
        return found


def faults(expected: dict[str, Any], lines: list[dict[str, Any]], code: int, world: Path) -> Iterator[str]:
    """Every key of ``expected`` that the printed ``lines`` and the exit ``code`` do not satisfy."""
    if not _among(code, expected["exit"]):
        yield f"exit: {code}"
    lead = next((x for x in lines if _attempt(x, expected.get("recipient"))), lines[0])
    said = {
        "kind": lead["bounce"]["kind"],
        "stories": len(lines),
        "pool": lead["pool"]["name"],
        "spf_result": (lead["spf"] or {}).get("result"),
        "spf_domain": (lead["spf"] or {}).get("domain"),
        "mail_from": lead["identities"]["mail_from"],
        "letter": bool(lead["plan"]["letters"]),
        **_of_attempt(_attempt(lead, expected.get("recipient"))),
    }
    yield from (f"{key}: {said[key]}" for key in said if key in expected and not _among(said[key], expected[key]))
    if expected["owner"] != "any" and not _among(lead["answer"]["owner"], expected["owner"]):
        yield f"owner: {lead['answer']['owner']}"
    if "client_ip" in expected and lead["identities"]["client_ip"] != expected["client_ip"]:
        yield f"identities.client_ip: {lead['identities']['client_ip']}"
    yield from _other_attempts(expected, lines)
    yield from _words(expected, lead)
    yield from _rules(expected, lead)
    yield from _plan(expected, lead["plan"], world)


def _of_attempt(attempt: dict[str, Any]) -> dict[str, Any]:
    remote = attempt.get("remote") or {}
    return {**{key: attempt.get(key) for key in (*_SAID, "client_ip")}, "remote_status": remote.get("status")}


def _other_attempts(expected: dict[str, Any], lines: list[dict[str, Any]]) -> Iterator[str]:
    for wanted in expected.get("attempts", ()):
        got = next((found for line in lines if (found := _attempt(line, wanted["recipient"]))), {})
        yield from (
            f"{wanted['recipient']}: {key}: {got.get(key)}" for key in wanted if not _among(got.get(key), wanted[key])
        )


def _words(expected: dict[str, Any], lead: dict[str, Any]) -> Iterator[str]:
    answer, plan = json.dumps(lead["answer"], ensure_ascii=False), lead["plan"]
    titles = [finding["title"] for finding in lead["findings"]]
    everywhere = " ".join([answer, json.dumps(plan["actions"], ensure_ascii=False), *titles]).lower()
    for words in expected.get("answer_must_mention", ()):
        where = answer.lower() if words == "do not change dns" else everywhere
        if not _any_in(words, where):
            yield f"not said: {words}"
    letters = json.dumps(plan["letters"], ensure_ascii=False)
    yield from (
        f"not in the letter: {words}" for words in expected.get("letter_must_mention", ()) if words not in letters
    )
    yield from (f"not called missing: {name}" for name in expected.get("missing", ()) if name not in lead["missing"])


def _rules(expected: dict[str, Any], lead: dict[str, Any]) -> Iterator[str]:
    causes = {finding["code"] for finding in lead["findings"] if finding["cause"]}
    for code in expected.get("causes", ()):
        if not causes & set(code if isinstance(code, list) else [code]):
            yield f"not a cause: {code}"
    yield from (f"a cause: {code}" for code in expected.get("traps", ()) if code in causes)
    if "confidence" in expected and lead["answer"]["confidence"] != expected["confidence"]:
        yield f"confidence: {lead['answer']['confidence']}"
    doubts = " ".join(doubt["text"] for finding in lead["findings"] for doubt in finding["against"]).lower()
    yield from (f"not said against it: {words}" for words in expected.get("against", ()) if words not in doubts)


def _plan(expected: dict[str, Any], plan: dict[str, Any], world: Path) -> Iterator[str]:
    edits = plan["edits"]
    if expected.get("no_edit") and edits:
        yield f"edits: {edits}"
    if expected.get("no_safe_edit") and any(edit["applicability"] == "safe" for edit in edits):
        yield f"a safe edit: {edits}"
    touched = {edit["name"] for edit in edits}
    yield from (f"edit of {name}" for name in expected.get("forbid_edit_names", ()) if _absolute(name) in touched)
    yield from _values(expected, plan)
    for name, kind, after in expected.get("also_edits", ()):
        if not any((edit["name"], edit["type"], edit["after"]) == (name, kind, after) for edit in edits):
            yield f"not kept: {name} {kind} {after}"
    if "edits" in expected:
        yield from _spf_edits(expected["edits"], [edit for edit in edits if _spf(edit["after"])], world)


def _values(expected: dict[str, Any], plan: dict[str, Any]) -> Iterator[str]:
    """What must stand, or must not, in the values that are proposed."""
    edits = plan["edits"]
    for text in expected.get("forbid_contain", ()):
        yield from (f"proposed: {value}" for edit in edits for value in edit["after"] if text in value)
    for text in expected.get("survive", ()):
        yield from (f"lost: {text}" for edit in edits if edit["type"] == "TXT" and text not in edit["after"])
    every = [*edits, *(edit for way in plan["alternatives"] for edit in way)]
    for text in expected.get("offered", ()):
        if not any(text in value and edit["applicability"] == "review" for edit in every for value in edit["after"]):
            yield f"not offered for review: {text}"


def _spf_edits(wanted: list[dict[str, Any]], edits: list[dict[str, Any]], world: Path) -> Iterator[str]:
    names = sorted(edit["name"] for edit in edits)
    if names != sorted(_absolute(each["name"]) for each in wanted):
        yield f"edits: {[(edit['name'], edit['after']) for edit in edits]}"
        return
    for want, edit in ((want, next(e for e in edits if e["name"] == _absolute(want["name"]))) for want in wanted):
        records = _spf(edit["after"])
        text = " ".join(records)
        yield from (f"no {each!r} in: {text}" for each in want.get("must_contain", ()) if not _any_in(each, text))
        yield from (f"{each!r} in: {text}" for each in want.get("must_not_contain", ()) if each in text)
        if len(records) != want.get("record_count", 1):
            yield f"{len(records)} records: {records}"
        if "applicability" in want and edit["applicability"] != want["applicability"]:
            yield f"applicability: {edit['applicability']}"
        yield from _judged(want, Mended(resolvers.open(f"zone:{world}"), edits))


def _judged(want: dict[str, Any], world: Mended) -> Iterator[str]:
    name = want["name"].rstrip(".")
    for key, good in (("must_pass", True), ("must_not_pass", False)):
        for ip in want.get(key, ()):
            result = pyspf(world, ip, f"someone@{name}", name)  # type: ignore[arg-type]
            if (result == "pass") is not good:
                yield f"{ip}: {result} after the edit"


def _attempt(line: dict[str, Any], recipient: str | None) -> dict[str, Any]:
    attempts: list[dict[str, Any]] = line["bounce"]["attempts"]
    return next((each for each in attempts if recipient in (None, each["recipient"])), {})


def _spf(values: list[str]) -> list[str]:
    return [value for value in values if value.lower().split(" ")[0] == "v=spf1"]


def _absolute(name: str) -> str:
    return name.rstrip(".") + "."


def _any_in(wanted: str | list[str], text: str) -> bool:
    return any(each in text for each in (wanted if isinstance(wanted, list) else [wanted]))


def _among(got: Any, wanted: Any) -> bool:
    return got in wanted if isinstance(wanted, list) else bool(got == wanted)
