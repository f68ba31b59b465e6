from __future__ import annotations

from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from mailmend.render.screen import WIDEST, fit, width, wrapped
from tests.command import run

TEXT = "Add include:spf.protection.outlook.com to the SPF record of contoso.example, and wait for an hour."


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    fit(WIDEST)


@pytest.mark.parametrize(("columns", "used"), [(0, 40), (40, 40), (80, 80), (100, 100), (250, 100)])
def test_a_page_is_as_wide_as_the_terminal_within_bounds(columns: int, used: int):
    fit(columns)
    assert width() == used
    assert max(map(len, wrapped(TEXT, "  ", "    "))) <= used


def test_names_stay_whole_where_there_is_no_room_for_them():
    fit(40)
    assert "include:spf.protection.outlook.com" in " ".join(wrapped(TEXT, " " * 17)).split()


def test_what_no_terminal_reads_is_as_wide_as_ever():
    assert copy_context().run(width) == WIDEST


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_only_records_and_places_are_wider_than_a_narrow_terminal(columns: int):
    case = Path(__file__).parents[2] / "cases" / "01-own-mx-not-listed"
    fit(columns)
    wide = [line for line in run("diagnose", case).out.splitlines() if len(line) > columns]
    assert all(line.lstrip().startswith(('- "', '+ "', '"', "┌─", "=")) for line in wide)
