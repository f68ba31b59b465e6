"""A real service on a free port, and a real browser. Nothing here is simulated."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

ROOT = Path(__file__).parents[2]
WORLD = Path(__file__).parent / "world.zone"
AXE = ROOT / ".venv-bench" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def origin():
    """Where the service answers: `mailmend serve` in a process of its own."""
    command = [sys.executable, "-m", "mailmend", "serve", "--port", "0", "--per-minute", "0", "--zone-per-minute", "0"]
    process = subprocess.Popen([*command, "--dns", f"zone:{WORLD}"], stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            found = re.search(r"running on (http://127\.0\.0\.1:\d+)", line)
            if found:
                break
        else:
            pytest.fail("the service did not start")
        yield found[1]
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode in (0, -15)


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium: tools/browser installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """One tab and what it noticed: requests, messages of the console, errors of scripts, dialogs."""

    def __init__(self, context, origin):
        self.page = context.new_page()
        self.origin = origin
        self.requests, self.console, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def open(self, path="/"):
        self.page.goto(self.origin + path)
        return self.page

    def elsewhere(self):
        """The requests that left the origin."""
        return [url for url in self.requests if not url.startswith((self.origin + "/", "data:", "blob:"))]

    def faults(self):
        """Violations that axe-core finds, each with where it stands."""
        if not AXE.is_file():
            pytest.skip("no axe-core: tools/browser installs it")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found["violations"]]


@pytest.fixture
def visit(browser, origin):
    """Opens a tab with the wishes of a visitor; checks at the end that nothing went wrong or elsewhere."""
    contexts, visits = [], []

    def opening(**wishes):
        contexts.append(
            browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1200, "height": 900}, **wishes})
        )
        visits.append(Visit(contexts[-1], origin))
        return visits[-1]

    yield opening
    for each in visits:
        assert each.console == []
        assert each.dialogs == []
        assert each.elsewhere() == []
    for context in contexts:
        context.close()
