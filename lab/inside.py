"""The run, inside the namespaces that ``lab.__main__`` made: all scenarios, a table, an exit code."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import laboratory, scenarios
from lab.loop import Row, closed
from lab.processes import BrokenError
from lab.scenario import Scenario

FOLDER = Path("/run/mailmend-lab")
AT_ONCE = 3
_WIDTHS = {"scenario": 18, "refused": 44, "finding": 15, "edit": 30, "update": 9, "servers": 9, "resent": 22}


def run(only: str, save: Path | None, exim: Path) -> int:
    """Run the scenarios whose names hold ``only``; 0 when all of them came out right."""
    began = time.monotonic()
    chosen = [scenario for scenario in scenarios.ALL if only in scenario.name]
    # A file system of our own: sockets, queues, zones and logs vanish with us.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "lab", "/run"], check=True)
    for folder in (FOLDER, Path("/run/netns"), Path("/run/lock")):
        folder.mkdir()
    lab = None
    try:
        lab = laboratory.start(FOLDER, exim, scenarios.zones(), scenarios.domains(), scenarios.transports())
        print(f"lab: {len(lab.processes.running)} servers in {time.monotonic() - began:.0f} s", flush=True)
        print(_line(_WIDTHS), "s", flush=True)
        rows = _rows(lab, chosen)
    except (BrokenError, subprocess.CalledProcessError) as why:
        print(f"lab: {why}")
        return 1
    finally:
        if save:
            _keep(save)
        if lab:
            lab.processes.stop()
    green = sum(not row.faults for row in rows)
    print(f"lab {green}/{len(rows)} green in {time.monotonic() - began:.0f} s")
    return 0 if green == len(rows) else 1


def _rows(lab: laboratory.Laboratory, chosen: list[Scenario]) -> list[Row]:
    rows = []
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for scenario, row in zip(chosen, workers.map(lambda each: closed(lab, each), chosen), strict=True):
            cells = (scenario.name, row.refused, row.finding, row.edit, row.update, row.servers, row.resent)
            print(_line(cells), f"{row.seconds:.1f}", flush=True)
            for fault in row.faults:
                print(f"    not right: {fault}", flush=True)
            rows.append(row)
    return rows


def _line(cells: Iterable[str]) -> str:
    return " ".join(
        (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
        for cell, width in zip(cells, _WIDTHS.values(), strict=True)
    )


def _keep(save: Path) -> None:
    if (FOLDER / "cases").exists():
        shutil.copytree(FOLDER / "cases", save, dirs_exist_ok=True)
    logs = save / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for log in (*FOLDER.glob("logs/*.log"), *FOLDER.glob("*/maillog"), *FOLDER.glob("exim/mainlog")):
        shutil.copy(log, logs / f"{log.parent.name}-{log.name}")


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1], Path(sys.argv[2]).absolute() if sys.argv[2] else None, Path(sys.argv[3])))
    except KeyboardInterrupt:
        sys.exit(130)
