"""What a diagnosis costs: CPU time of a whole process with its start, and of one more story in a warm one.

    python -m bench.diagnosis

Every case of ``tests/cases`` is asked once in the warm process; three of them are started as processes of their own,
with the byte code compiled. Figures are the least and the median of the rounds: other work on the machine only adds.
"""

from __future__ import annotations

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
_BUDGET_WHOLE, _BUDGET_WARM = 400.0, 15.0


def main() -> None:
    """Print both figures beside their budgets."""
    print("whole process, CPU ms                               least  median  (budget 400)")
    for name in _WHOLE:
        folder = _CASES / name
        bounce = next(folder.glob("bounce.*"))
        arguments = ["-m", "mailmend", "diagnose", "--dns", f"zone:{folder / 'world.zone'}", str(bounce)]
        spent = [_process([sys.executable, *arguments]) for _ in range(_ROUNDS)]
        print(f"  {name:<48}{min(spent):>7.0f} {statistics.median(spent):>7.0f}")
    spent = sorted(_warm())
    print("one more story in a warm process, CPU ms            median     95 %     most  (budget 15)")
    rank = spent[int(len(spent) * 0.95)]
    print(f"  {len(spent)} cases{'':<40}{statistics.median(spent):>8.1f} {rank:>8.1f} {spent[-1]:>8.1f}")


def _process(command: list[str]) -> float:
    """The CPU time of ``command`` and what it started, in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True)
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
