"""Every rule stands in one story as the cause, and in one as a trap: it looks alike there, and is not the cause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailmend.rules import rules

_EXPECTED = [json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("*/expect.json")]


def told(key: str) -> set[str]:
    return {code for expected in _EXPECTED for code in expected.get(key, ())}


@pytest.mark.parametrize("key", ["causes", "not_causes"])
def test_every_rule_has_its_story(key: str):
    assert sorted({rule.CODE for rule in rules()} - told(key)) == []


@pytest.mark.parametrize("key", ["causes", "not_causes"])
def test_every_code_is_that_of_a_rule(key: str):
    assert sorted(told(key) - {rule.CODE for rule in rules()}) == []
