from __future__ import annotations

import pytest

from mailmend.rules import rules
from tests.command import run


def test_without_a_code_every_rule_has_a_line():
    lines = run("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.CODE for rule in rules()]


@pytest.mark.parametrize("code", [rule.CODE for rule in rules()])
def test_the_page_of_a_rule(code: str):
    ran = run("explain", code.lower())
    assert ran.code == 0
    assert ran.out.startswith(f"{code}\n\n")
    assert "How mailmend knows." in ran.out


def test_an_unknown_code_is_wrong_usage():
    ran = run("explain", "MM-\x1b[31m")
    assert ran.code == 2
    assert "\x1b" not in ran.err
