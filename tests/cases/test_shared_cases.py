"""The cases of the shared corpora, by the keys that they have in common with ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.comparing import faults
from tests.cases.test_cases import told
from tests.corpora import corpora

_SHARED = sorted(corpora("cases").iterdir())


@pytest.mark.parametrize("folder", _SHARED, ids=lambda folder: folder.name)
def test_says_what_is_true(folder: Path):
    case = told(folder)
    ran = case.diagnose("--json")
    assert not list(faults(case.expected, ran.lines, ran.code, folder / "world.zone"))
