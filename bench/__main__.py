"""``python -m bench``: every engine that can be had and mailmend, interleaved, on the same answers in memory."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.engines import Engine, engines
from bench.shapes import Shape, save, shapes
from bench.worker import FIRST

ROUNDS = 5
SECONDS = 0.4  # of CPU time, at least, in each round


@dataclass
class Runner:
    """One engine at work on one shape."""

    engine: Engine
    process: subprocess.Popen[str]
    results: list[str]
    count: int = 0
    rates: list[float] = field(default_factory=list)

    def run(self, count: int) -> float:
        """The CPU seconds of ``count`` checks."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return float(json.loads(self.process.stdout.readline())["cpu"])

    def calibrate(self) -> None:
        """Warm up, and find how many checks take long enough to be measured."""
        self.count = 100
        while (taken := self.run(self.count)) < SECONDS / 4:
            self.count *= 4
        self.count = max(1, int(self.count * SECONDS / taken))

    def measure(self) -> None:
        """One round."""
        self.rates.append(self.count / self.run(self.count))


def start(engine: Engine, path: Path) -> Runner | None:
    """Start ``engine``; None, and a line that says so, where it cannot work on this shape."""
    process = subprocess.Popen(
        [*engine.command, str(path), *engine.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=engine.environment,
    )
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        _, errors = process.communicate()
        print(f"  {engine.name}: fails on this shape: {(errors.strip().splitlines() or ['no word'])[-1]}")
        return None
    return Runner(engine, process, json.loads(line))


def measure(shape: Shape, chosen: list[Engine], rounds: int) -> dict[str, Runner]:
    """Every engine on one shape, in turn, ``rounds`` times."""
    if shape.name == "macro":
        # A policy leaves macros of the address to the evaluator.
        chosen = [engine for engine in chosen if engine.name != "mailmend-compiled"]
    with tempfile.TemporaryDirectory() as folder:
        path = save(shape, Path(folder) / "shape.json")
        runners = [runner for engine in chosen if (runner := start(engine, path))]
        for runner in runners:
            runner.calibrate()
        for _ in range(rounds):
            for runner in runners:
                runner.measure()
        for runner in runners:
            runner.process.communicate()
    return {runner.engine.name: runner for runner in runners}


def table(shape: Shape, found: dict[str, Runner]) -> str:
    """Checks a second and CPU time a check (medians), ratios to pyspf and libspf2 (medians of same-round ratios)."""
    lines = [f"{shape.name:<20} {'checks/s':>12} {'us each':>10} {'to pyspf':>10} {'to libspf2':>11}"]
    reference = next(iter(found.values()))
    for name, runner in found.items():
        rate = median(runner.rates)
        ratios = [f"{_ratio(runner, found.get(peer)):>{width}}" for peer, width in (("pyspf", 10), ("libspf2", 11))]
        same = sum(mine == theirs for mine, theirs in zip(runner.results, reference.results, strict=True))
        note = "" if same == FIRST else f"  {FIRST - same} of {FIRST} results differ from {reference.engine.name}'s"
        lines.append(f"  {name:<18} {rate:>12,.0f} {1e6 / rate:>10.2f} {ratios[0]} {ratios[1]}{note}")
    return "\n".join(lines)


def _ratio(runner: Runner, peer: Runner | None) -> str:
    if peer is None:
        return "-"
    return f"{median(mine / theirs for mine, theirs in zip(runner.rates, peer.rates, strict=True)):,.2f}x"


def main() -> None:
    """Print one table for each shape, then what the tables do not say."""
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--shape", help="only the shapes whose name holds this")
    options.add_argument("--engine", help="only these engines, comma between")
    chosen = options.parse_args()
    wanted = set(chosen.engine.split(",")) if chosen.engine else None
    print(f"medians of {chosen.rounds} interleaved rounds, CPU time, {sys.version.split()[0]}\n")
    ready = []
    for engine in engines():
        if wanted and engine.name not in wanted:
            continue
        if engine.missing:
            print(f"{engine.name}: not measured, {engine.missing}")
        else:
            ready.append(engine)
    for shape in shapes():
        if not chosen.shape or chosen.shape in shape.name:
            print(table(shape, measure(shape, ready, chosen.rounds)), flush=True)
    print(
        "\npyspf, libspf2 and the other peers parse the record at every check; so does mailmend-cold. mailmend-cached"
        "\nremembers parsed records, mailmend-compiled a whole policy: these rows compare designs, not only speed."
    )


if __name__ == "__main__":
    main()
