"""What the import contracts cannot show: nothing below floor 6 opens a file, a socket or a process."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
OPENING_NAMES = {"open", "input", "print", "exec", "eval", "__import__"}
COMPILES = "src/mailmend/frozen.py"  # the ``__init__`` of a class from the names of its fields, as dataclasses does it
OPENING_METHODS = {
    "open",
    "open_code",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "iterdir",
    "glob",
    "rglob",
}


def lower_files():
    """The source files below floor 6, as the contract of pyproject.toml names them."""
    (contract,) = (c for c in CONTRACTS if c["type"] == "forbidden")
    for module in contract["source_modules"]:
        path = ROOT / "src" / module.replace(".", "/")
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def test_no_file_is_opened_below_the_edges():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in lower_files()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and opens(node.func)
    ]
    assert [place.partition(":")[0] for place in found] == [COMPILES]


def opens(called):
    if isinstance(called, ast.Name):
        return called.id in OPENING_NAMES
    return isinstance(called, ast.Attribute) and called.attr in OPENING_METHODS


@pytest.mark.parametrize(
    ("code", "found"),
    [("open('x')", True), ("Path('x').read_text()", True), ("io.open('x')", True), ("text.find('x')", False)],
)
def test_the_search_finds(code, found):
    assert opens(ast.parse(code).body[0].value.func) is found


# The events are those of Python's audit events table. A module may be imported when it is first needed: its folder is
# listed and its file opened. -B: no byte code is written, which would open and rename files.
UNDER_AUDIT = """
import sys
from datetime import datetime, timezone

from mailmend import pipeline
from mailmend.flow import run, unavailable
from mailmend.model import Source, Told
from mailmend.resolvers import World
from mailmend.rules import rules
from mailmend.sources.packaged import knowledge

def resolver(world, servers):
    if world == "*":
        return lambda batch: tuple(unavailable(q, "timeout") for q in batch)
    return World.parse(world, path="example", read=servers.__getitem__).resolve

facts = knowledge()
stories = [(story.bounce, resolver(story.world, story.servers)) for r in rules() for story in (r.EXAMPLE, r.NEAR_MISS)]
told = Told(now=datetime(2026, 11, 23, tzinfo=timezone.utc))

def audit(event, args):
    imported = event == "open" and str(args[0]).endswith((".py", ".pyc")) or event == "os.listdir"
    if not imported and event.split(".")[0] in ("open", "os", "socket", "subprocess", "shutil", "tempfile", "urllib"):
        seen.append(f"{event} {args}")

seen = []
sys.addaudithook(audit)
plans = 0
for bounce, resolve in stories:
    for notification in pipeline.read(Source(name="example", data=bounce.encode()), facts):
        plans += len(run(pipeline.consider(notification, told, facts), resolve))
assert plans > 0
print("\\n".join(seen))
"""


def test_no_file_socket_or_process_is_opened_when_the_lower_floors_run():
    done = subprocess.run(
        [sys.executable, "-B", "-c", UNDER_AUDIT], capture_output=True, text=True, check=False, cwd=ROOT / "src"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
