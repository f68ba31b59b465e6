"""``python -m lab.harvest DIR``: the bounces of a run that was kept with ``--save DIR`` become cases of the tests.

Each case is the real bounce, the DNS answers as they were, and what the scenario says must be said of it: written down
before the run, not taken from what mailmend answered.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

from lab import scenarios
from lab.scenario import Scenario

BEHIND = "The record is mended at the primary, and the secondary still gives the old one."
CASES = Path(__file__).parents[1] / "tests" / "cases"


def harvest(kept: Path) -> int:
    """Write a case for each bounce in ``kept``, in place of those of the last harvest; how many."""
    for old in CASES.glob("lab-*"):
        shutil.rmtree(old)
    refused = [scenario for scenario in scenarios.ALL if scenario.refused]
    for number, scenario in enumerate(refused, 1):
        _write(CASES / f"lab-{number:02}-{scenario.name}", kept / scenario.name / "case", scenario)
    behind = [scenario for scenario in refused if scenario.behind]
    for number, scenario in enumerate(behind, len(refused) + 1):
        while_behind = replace(scenario, about=BEHIND, expect=scenario.behind)
        name = f"{scenario.name}-behind"
        _write(CASES / f"lab-{number:02}-{name}", kept / name / "case", while_behind)
    return len(refused) + len(behind)


def _write(folder: Path, case: Path, scenario: Scenario) -> None:
    folder.mkdir()
    for file in (case / "bounce.eml", *case.glob("*.zone")):
        shutil.copy(file, folder / file.name)
    if scenario.mine:
        _json(folder / "ask.json", {"mine": scenario.mine})
    _json(folder / "expect.json", scenario.expect)
    paragraph = textwrap.fill(f"From the laboratory. {scenario.about}", 100)
    (folder / "README.md").write_text(paragraph + "\n", encoding="utf-8")


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    print(f"{harvest(Path(sys.argv[1]))} cases written to {CASES}")
