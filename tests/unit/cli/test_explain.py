from __future__ import annotations

import pytest

from mailmend.rules import pages, rules
from tests.command import run

CODES = sorted([rule.CODE for rule in rules()] + [page.code for page in pages()])


def test_without_a_code_every_rule_has_a_line():
    listed = [line.split()[0] for line in run("explain").out.splitlines() if line.startswith("MM-")]
    assert {rule.CODE for rule in rules()} <= set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_rule(code: str):
    ran = run("explain", code.lower())
    assert ran.code == 0
    assert ran.out.startswith(f"{code}\n\n")
    assert "How mailmend knows." in ran.out


def test_an_unknown_code_is_wrong_usage():
    ran = run("explain", "MM-\x1b[31m")
    assert ran.code == 2
    assert "\x1b" not in ran.err
