"""axe-core on every page and in every state, in both themes: no violation."""

from __future__ import annotations

import pytest

from mailmend.web.shipped import TITLES
from tests.browser.test_pages import BOUNCE, SEVERAL, answered, pasted

PAGES = [
    "/",
    *(f"/examples/{name}" for name in TITLES),
    "/spf/contoso.example",
    "/spf/many.example",
    "/spf/contoso.example?ip=203.0.113.25",
    "/spf/many.example?ip=198.51.100.7",
    "/spf/nothing.example",
    "/check/contoso.example",
    "/check/many.example",
    "/check/nothing.example",
    "/explain",
    "/explain/MM-SPF-001",
    "/explain/5.7.23",
    "/nothing",
]
THEMES = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PAGES)
def test_no_violation(visit, path, theme):
    seen = visit(color_scheme=theme, reduced_motion="reduce")
    seen.open(path)
    assert seen.faults() == []
    seen.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert seen.faults() == []
    seen.console[:] = [line for line in seen.console if "404" not in line]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 1200])
def test_no_violation_in_an_answer(visit, theme, width):
    seen = visit(color_scheme=theme, reduced_motion="reduce", viewport={"width": width, "height": 900})
    page = pasted(seen)
    answered(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert seen.faults() == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["Hello, lunch at noon?", "550 5.7.23 SPF violation", BOUNCE * 3])
def test_no_violation_whatever_is_pasted(visit, theme, text):
    seen = visit(color_scheme=theme, reduced_motion="reduce")
    answered(pasted(seen, text))
    assert seen.faults() == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [320, 1200])
def test_no_violation_in_several_answers_and_in_german(visit, theme, width):
    seen = visit(color_scheme=theme, locale="de-DE", reduced_motion="reduce", viewport={"width": width, "height": 900})
    page = pasted(seen, SEVERAL)
    answered(page)
    assert seen.faults() == []
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert seen.faults() == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_violation_in_romanian_or_while_dropping(visit, theme):
    seen = visit(color_scheme=theme, locale="ro-RO", reduced_motion="reduce")
    page = seen.open()
    page.evaluate("document.querySelector('.box').classList.add('over')")
    assert seen.faults() == []
