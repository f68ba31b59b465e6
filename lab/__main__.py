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

from lab.packages import ImpossibleError, provide

# However this process ends, also by SIGKILL, the kernel ends the laboratory.
_ENDS_WITH_US = "setpriv --pdeathsig KILL".split()
_NAMESPACES = "unshare --net --mount --uts --pid --fork --kill-child --mount-proc".split()


def main() -> int:
    """Provide what is missing, and do the work (``lab.inside``) in namespaces of its own; the exit code."""
    words = argparse.ArgumentParser(prog="lab", description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--only", metavar="TEXT", default="", help="only the scenarios whose names hold TEXT")
    words.add_argument("--save", metavar="DIR", default="", help="keep bounces, cases and logs of the run in DIR")
    asked = words.parse_args()
    try:
        exim = provide(Path(__file__).parents[1] / ".cache" / "lab")
        _can_unshare()
    except ImpossibleError as why:
        print(f"lab: not run: {why}")
        return 1 if os.environ.get("CI") else 0
    inside = [sys.executable, "-m", "lab.inside", asked.only, asked.save, str(exim)]
    return subprocess.run([*_ENDS_WITH_US, *_NAMESPACES, *inside], check=False).returncode


def _can_unshare() -> None:
    tried = subprocess.run([*_NAMESPACES, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise ImpossibleError(f"this machine allows no namespaces: {tried.stderr.strip()}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
