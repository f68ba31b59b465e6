"""``python -m lab``: every scenario once. One line for each; exit code 1 when one of them does not come out right.

The laboratory lives in namespaces of its own (network, processes, mounts, host name) and keeps its data in a file
system of its own: whatever happens, when it ends nothing of it is left.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from lab.packages import Impossible, provide

_NAMESPACES = "unshare --net --mount --uts --pid --fork --kill-child --mount-proc".split()
_INSIDE = "MAILMEND_LAB_INSIDE"


def main() -> int:
    """Run outside: provide, enter the namespaces; run inside: do the work."""
    words = argparse.ArgumentParser(prog="lab", description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--only", metavar="TEXT", default="", help="only the scenarios whose names hold TEXT")
    words.add_argument("--save", metavar="DIR", type=Path, help="keep bounces, cases and logs of the run in DIR")
    asked = words.parse_args()
    if os.environ.get(_INSIDE):
        from lab.run import run

        return run(asked.only, asked.save, Path(os.environ[_INSIDE]))
    try:
        exim = provide(Path(__file__).parents[1] / ".cache" / "lab")
        _can_unshare()
    except Impossible as why:
        print(f"lab: not run: {why}")
        return 1 if os.environ.get("CI") else 0
    again = [sys.executable, "-m", "lab", *sys.argv[1:]]
    return subprocess.run([*_NAMESPACES, *again], env=os.environ | {_INSIDE: str(exim)}, check=False).returncode


def _can_unshare() -> None:
    tried = subprocess.run([*_NAMESPACES, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise Impossible(f"this machine allows no namespaces: {tried.stderr.strip()}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
