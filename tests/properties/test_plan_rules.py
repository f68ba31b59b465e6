"""Every plan keeps the seven rules, whatever the input."""

from __future__ import annotations

from random import Random

import pytest

from tests.properties.plan_checker import diagnose, violations
from tests.properties.worlds import story


@pytest.mark.parametrize("part", range(10))
def test_every_plan_keeps_the_seven_rules(part: int) -> None:
    for seed in range(part, 10_000, 10):
        told = story(Random(seed))
        for found in diagnose(told):
            assert not violations(told, found), f"seed {seed}"
