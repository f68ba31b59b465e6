"""The list of dialects is whole, and says which of them no sample has confirmed."""

from __future__ import annotations

import re
from pathlib import Path

from mailmend.dialects import all_dialects

LISTED = Path(__file__).parents[3].joinpath("docs", "dialects.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z0-9-]+)` \| .* \| (\*unverified\*|) ?\|$", LISTED, re.MULTILINE))


def test_every_dialect_is_listed():
    assert set(ROWS) == {dialect.NAME for dialect in all_dialects()}


def test_the_list_marks_what_is_unverified():
    unverified = {dialect.NAME for dialect in all_dialects() if "*unverified*" in dialect.__doc__}
    assert {name for name, mark in ROWS.items() if mark} == unverified
