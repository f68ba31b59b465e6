"""The promises of every plan over many random stories: ``python -m tests.properties.many_worlds --count 50000``.

The suite looks at ten thousand; before a release, or after a change of rules and remedies, look at more and at others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random

from mailmend import rules
from tests.properties.plan_checker import answered, diagnose, unsettled, violations
from tests.properties.worlds import story

CHUNK = 250


def main() -> None:
    """Look at every seed, on all cores, and exit 1 where a promise was broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=50_000, help="how many stories (default 50000)")
    arguments.add_argument("--first", type=int, default=0, help="the first seed")
    asked = arguments.parse_args()
    starts = range(asked.first, asked.first + asked.count, CHUNK)
    faults, proposed, done = 0, 0, 0
    with ProcessPoolExecutor() as pool:
        for ways, broken in pool.map(look, starts):
            done, proposed, faults = done + CHUNK, proposed + ways, faults + len(broken)
            print(*broken, sep="\n", end="\n" if broken else "")
            if sys.stderr.isatty():
                print(f"\r{done:,} stories", end="", file=sys.stderr)
    print(f"{done:,} stories, {proposed:,} proposed ways, {faults} broken promises")
    sys.exit(bool(faults))


def look(start: int) -> tuple[int, list[str]]:
    """How many ways are proposed for the stories from seed ``start`` on, and what is wrong with any of them."""
    broken, ways = list[str](), 0
    for seed in range(start, start + CHUNK):
        told = story(Random(seed))
        for index, found in enumerate(diagnose(told)):
            ways += bool(found.plan.edits) + len(found.plan.alternatives)
            wrong = [*violations(told, found), *unsettled(told, index, found)]
            broken += [f"seed {seed}: {each}" for each in wrong]
        broken += [f"seed {seed}: {each}" for each in by_chance(seed)]
    return ways, broken


def by_chance(seed: int) -> Iterator[str]:
    """What hangs on the order of the rules, or differs when asked again."""
    once = answered(story(Random(seed)))
    kept = rules._RULES
    try:
        rules._RULES = tuple(Random(seed).sample(kept, len(kept)))
        if answered(story(Random(seed))) != once:
            yield "the answer hangs on the order of the rules"
    finally:
        rules._RULES = kept


if __name__ == "__main__":
    main()
