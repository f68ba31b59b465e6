"""Print README.md with the real output under every ``$ mailmend …`` line; ``make docs`` writes it back."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from mailmend.cli import commands

_BLOCK = re.compile(r"^```console\n\$ mailmend (?P<command>[^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Write the page to standard output."""
    text = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    print(_BLOCK.sub(_shown, text), end="")


def _shown(block: re.Match[str]) -> str:
    result = CliRunner().invoke(commands, shlex.split(block["command"]))
    return f"```console\n$ mailmend {block['command']}\n{result.stdout}```"


if __name__ == "__main__":
    main()
