"""Whole stories: a bounce, the DNS world around it, and what must be said. Each folder here is one.

The shared corpora hold more of them; they are run too where they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mailmend import rules
from tests.cases.comparing import faults
from tests.command import Ran, run
from tests.corpora import corpora

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Told:
    """One case as it is run: its folder, its bounce, and the options for what the asker said."""

    folder: Path
    bounce: Path
    options: tuple[str, ...]
    expected: dict[str, Any]

    def diagnose(self, *more: object) -> Ran:
        return run("diagnose", "--dns", f"zone:{self.folder / 'world.zone'}", *self.options, *more, self.bounce)


def told(folder: Path) -> Told:
    expected = json.loads((folder / "expect.json").read_text(encoding="utf-8"))
    named = expected.get("bounce")
    bounce = corpora(*named.split("/")) if named else next(folder.glob("bounce.*"))
    asked = folder / "ask.json"
    said = json.loads(asked.read_text(encoding="utf-8")) if asked.is_file() else {}
    mine = [word for net in said.pop("mine", ()) for word in ("--mine", net)]
    traces = [f"--trace={trace}" for trace in folder.glob("trace.*")]
    options = (*mine, *traces, *(f"--{key}={value}" for key, value in said.items()))
    return Told(folder, bounce, options, expected)


_OURS = sorted(folder for folder in _HERE.iterdir() if (folder / "expect.json").is_file())
pytestmark = pytest.mark.parametrize("folder", _OURS, ids=lambda folder: folder.name)


def test_says_what_is_true(folder: Path):
    case = told(folder)
    ran = case.diagnose("--json")
    assert not ran.err
    assert not list(faults(case.expected, ran.lines, ran.code, folder / "world.zone"))


def test_says_it_twice_in_the_same_bytes(folder: Path):
    case = told(folder)
    assert case.diagnose("--json") == case.diagnose("--json")
    assert case.diagnose() == case.diagnose()


def test_says_it_whatever_the_order_of_the_rules(folder: Path, monkeypatch: pytest.MonkeyPatch):
    case = told(folder)
    expected = case.diagnose("--json")
    monkeypatch.setattr(rules, "_RULES", tuple(reversed(rules.rules())))
    assert case.diagnose("--json") == expected


def test_replays_byte_for_byte_without_network(folder: Path, tmp_path: Path):
    case = told(folder)
    saved = tmp_path / "case"
    case.diagnose("--json", "--save-case", saved)
    first = run("diagnose", "--json", saved)
    assert first.out == (saved / "diagnosis.json").read_text(encoding="utf-8")
    assert first.code == case.diagnose("--json").code
    same_but_for_the_name = [line | {"bounce": line["bounce"] | {"file": "?"}} for line in first.lines]
    assert same_but_for_the_name == [
        line | {"bounce": line["bounce"] | {"file": "?"}} for line in case.diagnose("--json").lines
    ]


def test_has_a_paragraph_on_what_is_interesting(folder: Path):
    paragraph = (folder / "README.md").read_text(encoding="utf-8")
    assert 40 < len(paragraph) < 1000
    assert "\n\n" not in paragraph
