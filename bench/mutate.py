"""``python -m bench.mutate``: broken mails by the hundred thousand, read wholly, meaning included.

Nothing may raise, quotes must be lines of the input, and the time of every single one is taken. A failure is printed
with its number: ``--only 4711`` reads it again and ``--save FILE`` writes it down. ``--prefixes`` reads every
beginning of 50 samples instead.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from heapq import nlargest
from pathlib import Path

from bench.mutations import mutated
from bench.samples import samples
from mailmend.client import read
from mailmend.errors import InputError
from mailmend.model import Notification
from mailmend.render.json import encoded, notification

_BLOCK = 500
_SLOWEST = 5


@dataclass
class Outcome:
    """What became of some inputs: how many, the slowest ((seconds, bytes, name)s), and the faults."""

    count: int = 0
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Take ``other`` in."""
        self.count += other.count
        self.slowest = nlargest(_SLOWEST, (*self.slowest, *other.slowest))
        for place, names in other.faults.items():
            self.faults.setdefault(place, []).extend(names)
        for kind, count in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + count


def looked_at(data: bytes) -> list[Notification]:
    """All that is read of ``data``; InputError where it is neither mail nor text.

    Raises AssertionError where a quote is no line of it; nothing else may be raised.
    """
    lines = data.count(b"\n") + data.count(b"\r") + 1
    found = list(read(data))
    assert found, "no notification at all"
    for each in found:
        assert encoded(notification(each))
        quotes = [quote for attempt in each.attempts for _, quote in attempt.quotes]
        for quote in (*quotes, *(quote for _, quote in each.original.quotes)):
            assert 1 <= quote.line <= lines, f"line {quote.line} of {lines}"
            assert 0 <= quote.start <= max(quote.end, len(quote.text)), "a mark outside its line"
    return found


def tried(inputs: Iterable[tuple[str, bytes]]) -> Outcome:
    """Read each of ``inputs`` (name, bytes)."""
    outcome = Outcome()
    for name, data in inputs:
        started = time.process_time()
        try:
            for found in looked_at(data):
                outcome.kinds[str(found.kind)] = outcome.kinds.get(str(found.kind), 0) + 1
        except InputError:  # neither mail nor text, or a damaged archive: one line says so
            outcome.kinds["refused"] = outcome.kinds.get("refused", 0) + 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__}: {error} at {Path(frame.filename).name}:{frame.lineno}"
            outcome.faults.setdefault(place, []).append(name)
        outcome.slowest.append((time.process_time() - started, len(data), name))
        outcome.count += 1
    outcome.slowest = nlargest(_SLOWEST, outcome.slowest)
    return outcome


def _numbers(first: int, count: int) -> Outcome:
    known = [data for _, data in samples()]
    return tried((f"--only {number}", mutated(number, known)) for number in range(first, first + count))


def _prefixes(name: str, stride: int) -> Outcome:
    data = dict(samples())[name]
    return tried((f"{name}[:{end}]", data[:end]) for end in range(0, len(data) + 1, stride))


def whole(workers: int, first: int, count: int) -> Iterator[Outcome]:
    """``count`` broken mails, block by block, on ``workers`` processes."""
    blocks = range(first, first + count, _BLOCK)
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_numbers, blocks, (min(_BLOCK, first + count - start) for start in blocks))


def beginnings(workers: int, names: Sequence[str], stride: int) -> Iterator[Outcome]:
    """The beginnings of the samples of these names, every ``stride`` bytes."""
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(partial(_prefixes, stride=stride), names)


def report(outcomes: Iterable[Outcome], total: int) -> Outcome:
    """Add up, with progress on standard error where that is a terminal."""
    outcome, started = Outcome(), time.monotonic()
    for each in outcomes:
        outcome.add(each)
        if sys.stderr.isatty():
            print(f"\r{outcome.count:,} of {total:,}, {len(outcome.faults)} kinds of fault", end="", file=sys.stderr)
    print(f"{outcome.count:,} inputs in {time.monotonic() - started:,.0f} s: {dict(sorted(outcome.kinds.items()))}")
    for place, names in outcome.faults.items():
        print(f"FAULT {len(names)} times: {place}; first: {names[0]}")
    for seconds, size, name in outcome.slowest:
        print(f"slowest: {seconds * 1000:,.0f} ms for {size:,} bytes: {name}")
    print(f"{sum(map(len, outcome.faults.values()))} exceptions")
    return outcome


def main() -> None:
    """Exit code 1 where anything was raised."""
    options = argparse.ArgumentParser(prog="bench.mutate", description=__doc__)
    options.add_argument("--count", type=int, default=200_000)
    options.add_argument("--first", type=int, default=0, help="the first number (the numbers make the mails)")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", type=int, help="read the mail of this number alone, in this process")
    options.add_argument("--save", type=Path, help="with --only: write the mail to this file")
    options.add_argument("--prefixes", action="store_true", help="every beginning of 50 samples")
    options.add_argument("--stride", type=int, default=1, help="with --prefixes: every so many bytes")
    chosen = options.parse_args()
    if chosen.only is not None:
        data = mutated(chosen.only, [each for _, each in samples()])
        if chosen.save:
            chosen.save.write_bytes(data)
        outcome = report([tried([(f"--only {chosen.only}", data)])], 1)
        looked_at(data)
    elif chosen.prefixes:
        # Spread over all groups of the corpus, those of a usual size.
        names = [name for name, data in samples() if 200 < len(data) < 6_000]
        names = names[:: max(len(names) // 50, 1)][:50]
        outcome = report(beginnings(chosen.workers, names, chosen.stride), len(names))
    else:
        outcome = report(whole(chosen.workers, chosen.first, chosen.count), chosen.count)
    raise SystemExit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
