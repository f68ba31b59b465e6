from __future__ import annotations

import shlex
import subprocess
import sys

import click
import pytest

from mailmend.cli import commands
from tests.command import run

NAMES = commands.list_commands(click.Context(commands))


def test_help_names_every_command():
    assert run() == run("--help")
    shown = run("--help").out
    assert all(f"  {name}" in shown for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help(name: str):
    ran = run(name, "--help")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "demo"])
def test_the_examples_of_a_command_are_calls_of_it(name: str):
    _, _, examples = run(name, "--help").out.partition("\n  Examples:\n\n")
    calls = [shlex.split(line.partition("<")[0]) for line in examples.splitlines()]
    assert calls
    for program, called, *rest in calls:
        assert (program, called) == ("mailmend", name)
        command = commands.get_command(click.Context(commands), called)
        assert command
        # Raises for an option that there is not, and for a value that it does not take.
        command.make_context(called, rest)


def test_help_imports_no_more_than_words():
    made = (
        "import sys, mailmend.cli as cli; cli.commands.get_help(cli.click.Context(cli.commands)); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True)
    ours = {name.split(".")[1] for name in done.stdout.split() if name.startswith("mailmend.")}
    assert ours <= {"cli", "errors", "flow", "frozen", "pattern", "phrase", "render"}


def test_an_unknown_command_is_wrong_usage():
    ran = run("mend")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "mailmend: No such command 'mend' (see mailmend --help)\n"
