"""What a diagnosis costs: CPU time of a whole process with its start, and of one more story in a warm one.

    python -m bench.diagnosis

Every case of ``tests/cases`` is asked once in the warm process; three of them, and the help, are processes of
their own, with the byte code compiled. Figures are the least and the median of the rounds, because other work on the
machine only adds; a share of a budget is that of the median.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mailmend import client

_CASES = Path(__file__).parents[1] / "tests" / "cases"
_WHOLE = ("01-own-mx-not-listed", "36-no-address-and-the-record-lacks-microsoft", "152-own-server-listed")
_ROUNDS = 9
_BUDGET_HELP, _BUDGET_WHOLE, _BUDGET_WARM = 100.0, 400.0, 15.0


def main() -> None:
    """Print every figure beside its budget."""
    print("whole process, CPU ms                               least  median  budget   share")
    _print("mailmend --help", _rounds(["--help"]), _BUDGET_HELP)
    for name in _WHOLE:
        folder = _CASES / name
        bounce = next(folder.glob("bounce.*"))
        _print(name, _rounds(["diagnose", "--dns", f"zone:{folder / 'world.zone'}", str(bounce)]), _BUDGET_WHOLE)
    spent = sorted(_warm())
    print("one more story in a warm process, CPU ms           median    95 %    most  budget   share   over")
    middle, rank, most = statistics.median(spent), spent[int(len(spent) * 0.95)], spent[-1]
    over = sum(each > _BUDGET_WARM for each in spent)
    print(
        f"  {len(spent)} cases{'':<39}{middle:>9.1f}{rank:>8.1f}{most:>8.1f}{_BUDGET_WARM:>8.0f}"
        f"{middle / _BUDGET_WARM:>8.0%}{over:>7}"
    )


def _print(name: str, spent: list[float], budget: float) -> None:
    middle = statistics.median(spent)
    print(f"  {name:<48}{min(spent):>7.0f}{middle:>8.0f}{budget:>8.0f}{middle / budget:>8.0%}")


def _rounds(arguments: list[str]) -> list[float]:
    command = [sys.executable, "-m", "mailmend", *arguments]
    _process(command)  # compiles what is not compiled yet
    return [_process(command) for _ in range(_ROUNDS)]


def _process(command: list[str]) -> float:
    """The CPU time of ``command`` and what it started, in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    compiling = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=False, capture_output=True, env=compiling)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _warm() -> Iterator[float]:
    """The CPU time of each case, in ms, the least of three times; the world is opened outside of it."""
    for folder in sorted(_CASES.iterdir()):
        if not (folder / "world.zone").is_file():
            continue
        bounce = next(folder.glob("bounce.*"), None)
        if bounce is None:
            continue
        data = bounce.read_bytes()
        with client.Client(dns=f"zone:{folder / 'world.zone'}") as asked:
            yield min(_once(asked, data) for _ in range(3))


def _once(asked: client.Client, data: bytes) -> float:
    before = time.process_time()
    asked.diagnose(data)
    return 1000 * (time.process_time() - before)


if __name__ == "__main__":
    main()
