"""The same answer whatever order Python gives to its sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_PROGRAM = "from mailmend.cli import main; main()"


def said(folder: Path, seed: str) -> bytes:
    env = {**os.environ, "PYTHONPATH": str(_HERE.parents[1] / "src"), "PYTHONHASHSEED": seed}
    (bounce,) = folder.glob("bounce.*")
    command = [sys.executable, "-c", _PROGRAM, "diagnose", "--json", "--dns", f"zone:{folder / 'world.zone'}", bounce]
    return subprocess.run(command, env=env, check=False, capture_output=True).stdout


@pytest.mark.parametrize("number", ["04", "07", "11", "43", "49"])
def test_sets_have_no_say(number: str):
    (folder,) = _HERE.glob(f"{number}-*")
    first = said(folder, "1")
    assert first
    assert first == said(folder, "2")
