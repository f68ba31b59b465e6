"""``mailmend fix`` at a terminal: it asks, and only the right answer publishes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli import test_fix
from tests.unit.cli.test_fix import MENDED, OWN

world, zone = test_fix.world, test_fix.zone


def answered(typed: str, *arguments: object) -> tuple[int, str]:
    """The exit code and all that stood on the screen, where a person typed ``typed``."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from mailmend.cli import main; main()", *map(str, arguments)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    os.write(ours, typed.encode())
    screen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says EIO when the other end is closed
            break
        screen += part
    os.close(ours)
    return process.wait(), screen.decode()


@pytest.mark.parametrize(
    ("typed", "published"), [("tailor.example\n", True), ("other.example\n", False), ("\n", False)]
)
def test_only_the_typed_domain_publishes(
    zone: Path, world: str, tmp_path: Path, typed: str, *, published: bool
) -> None:
    before = zone.read_text()
    via = ("--via", f"zonefile:{zone}", "--receipts", tmp_path / "r", "--wait", 0)
    code, screen = answered(typed, "fix", OWN, "--dns", world, *via)
    assert "type tailor.example" in screen
    assert (MENDED in zone.read_text()) is published
    assert published or (code == 2 and zone.read_text() == before)
