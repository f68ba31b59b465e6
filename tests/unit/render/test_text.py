"""The answer for a person, on the whole cases: its order, its width, and that it marks what decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.test_cases import told

_CASES = Path(__file__).parents[2] / "cases"


def shown(name: str) -> list[str]:
    (folder,) = _CASES.glob(f"{name}-*")
    return told(folder).diagnose().out.splitlines()


def test_the_deciding_words_are_marked():
    lines = shown("01")
    for number, line in enumerate(lines):
        if line.startswith("   │  ") and set(line[6:].strip()) == {"^"}:
            start, end = line.index("^"), len(line)
            assert lines[number - 1][start:end] in ("203.0.113.10", "-all")
            break
    else:
        pytest.fail("nothing is marked")


def test_a_change_is_shown_whole_with_its_forecast():
    lines = [line.strip() for line in shown("01")]
    before = lines.index('- "v=spf1 ip4:198.51.100.7 -all"')
    assert lines[before + 1] == '"site-verification=8f2k"'
    assert lines[before + 2] == '+ "v=spf1 ip4:198.51.100.7 ip4:203.0.113.10 -all"'
    assert any(line.startswith("forecast") and "1 address gained, none lost" in line for line in lines)


def test_another_way_follows_its_question_and_has_its_own_forecast():
    lines = shown("08")
    perhaps = next(i for i, line in enumerate(lines) if line.startswith("  perhaps "))
    forecast = next(i for i, line in enumerate(lines) if line.startswith("  forecast "))
    assert perhaps < forecast
    assert "(review)" in lines[perhaps]


def test_two_stories_stand_apart():
    lines = shown("49")
    assert sum("who must act" in line for line in lines) == 2


_COPIED = ('"', "+ ", "- ", "┌─", "paste ", "$trace", "Get-", "Set-", "New-", "Remove-")


@pytest.mark.parametrize("folder", sorted(_CASES.glob("[0-9]*")), ids=lambda folder: folder.name)
def test_no_line_of_words_is_wider_than_the_screen(folder: Path):
    for line in told(folder).diagnose().out.splitlines():
        # Records and commands are copied: they are not broken.
        assert len(line) <= 100 or line.lstrip().startswith(_COPIED), line
