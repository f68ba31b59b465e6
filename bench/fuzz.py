"""``python -m bench.fuzz``: random trees of records, asked of mailmend, pyspf and mailauth (strict).

Every difference is explained by a known one (docs/spf-differences.md names the clause of the RFC that decides each),
or it is printed whole and the run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spf

from bench.differences import explain
from bench.engines import HOME, PEERS
from mailmend.flow import Answer, Answers, Batch, Question, question, run, unavailable
from mailmend.spf import Evaluation, check_host, partition

NAMES = tuple(f"d{number}.example.com" for number in range(7))
HOSTS = tuple(f"h{number}.example.net" for number in range(6))
TARGETS = (*NAMES, *HOSTS, "gone.example.org")
FOURS = tuple(f"192.0.2.{number}" for number in (0, 1, 2, 3, 4, 7, 8, 15, 16, 64, 255))
SIXES = tuple(f"2001:db8::{number:x}" for number in (0, 1, 2, 3, 4, 7, 8, 15, 16, 255, 0xFFFF))
OUTSIDE = ("198.51.100.1", "2001:db9::1", "::ffff:192.0.2.1")
SENDER, HELO = f"anna@{NAMES[0]}", HOSTS[1]

PREFIX4 = ("", "", "/32", "/31", "/30", "/28", "/24", "/0")
PREFIX6 = ("", "", "/128", "/127", "/124", "/64", "/0")
MACROS = ("exists:%{i}.x.example.com", "exists:%{l}.%{d2}", "a:%{h}", "mx:%{o}", "include:%{d1r}.example.com", "ptr",
          "exists:%{ir}.%{v}.example.net", "a:%{d}", "ptr:example.net")  # fmt: skip
FAULTS = (
    "ipv4:192.0.2.1", "ip4:192.0.2", "ip4:192.0.2.1/33", "a:x", "include:", "all:x", "ip6:2001:db8::/129", "mx/33",
    "exists:%{q}.example", "a:example.com/", "-", "redirect=%{z}.example", "ip4=192.0.2.1", "moo=1",
)  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """A zone of random records; TXT values of :data:`NAMES`, ``broken`` (name, type) do not answer."""

    zone: dict[str, dict[str, list[Any]]]
    broken: frozenset[tuple[str, str]]

    def answer(self, asked: Question) -> Answer:
        """What this world says to one question."""
        name = asked.name.removesuffix(".")
        if (name, asked.type) in self.broken:
            return unavailable(asked, "timeout")
        if name not in self.zone:
            return Answer(question=asked, outcome="nxdomain")
        values = self.zone[name].get(asked.type)
        if not values:
            return Answer(question=asked, outcome="nodata")
        data = tuple((value.encode(),) if asked.type == "TXT" else value for value in values)
        return Answer(question=asked, outcome="data", data=tuple(map(_frozen, data)), ttl=300)

    def resolve(self, batch: Batch) -> Answers:
        """What this world says."""
        return tuple(map(self.answer, batch))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def tree(source: random.Random) -> Tree:
    """A random tree."""
    zone: dict[str, dict[str, list[Any]]] = {}
    broken: set[tuple[str, str]] = set()
    loops = source.random() < 0.3
    for number, name in enumerate((*NAMES, *HOSTS)):
        here: dict[str, list[Any]] = {}
        if name in NAMES and source.random() < 0.93:
            targets = TARGETS if loops else (*NAMES[number + 1 :], *HOSTS, "gone.example.org")
            here["TXT"] = [record(source, targets)]
        here["A"] = source.sample(FOURS, source.choice((0, 1, 1, 2)))
        here["AAAA"] = source.sample(SIXES, source.choice((0, 1, 1, 2)))
        if name in NAMES:
            here["MX"] = [[10 + place, host] for place, host in enumerate(source.sample(HOSTS, source.randrange(4)))]
        if source.random() < 0.03:
            broken.add((name, source.choice(("TXT", "A", "AAAA", "MX"))))
        zone[name] = {kind: values for kind, values in here.items() if values}
    for number, ip in enumerate(FOURS):
        if source.random() < 0.3:
            zone[f"{ip.rpartition('.')[2]}.2.0.192.in-addr.arpa"] = {"PTR": [HOSTS[number % len(HOSTS)] + "."]}
    return Tree(zone, frozenset(broken))


def record(source: random.Random, targets: tuple[str, ...]) -> str:
    """A random record whose terms lead to ``targets``."""
    terms = ["v=spf1"]
    terms += [
        source.choice(("", "", "", "+", "-", "~", "?")) + _mechanism(source, source.choice(targets))
        for _ in range(source.choice((0, 1, 2, 2, 3, 4, 5, 6)))
    ]
    if source.random() < 0.04:
        terms.insert(source.randrange(1, len(terms) + 1), source.choice(FAULTS))
    terms.append(source.choice(("", "-all", "~all", "?all", f"redirect={source.choice(targets)}")))
    return " ".join(filter(None, terms))


def _mechanism(source: random.Random, target: str) -> str:
    kind = source.choice(("ip4", "ip4", "ip6", "a", "a", "mx", "include", "include", "exists", "bare", "macro"))
    four, six = source.choice(PREFIX4), source.choice(PREFIX6)
    if kind == "ip4":
        return f"ip4:{source.choice(FOURS)}{four}"
    if kind == "ip6":
        return f"ip6:{source.choice(SIXES)}{six}"
    if kind in ("a", "mx"):
        return f"{kind}:{target}{four}{'/' + six if six else ''}"
    if kind == "bare":
        return source.choice(("a", "mx")) + four
    return source.choice(MACROS) if kind == "macro" else f"{kind}:{target}"


def pyspf(world: Tree, ip: str) -> str:
    """What pyspf says, reading strictly."""

    def lookup(name: str, kind: str, *_: Any, **__: Any) -> Iterator[Any]:
        answer = world.answer(question(name, kind))
        if answer.outcome == "unavailable":
            raise spf.TempError("DNS: timeout")
        # A resolver gives pyspf the names of PTR answers without the root dot.
        return iter([((name, kind), value.removesuffix(".") if kind == "PTR" else value) for value in answer.data])

    spf.DNSLookup = lookup
    return str(spf.query(i=ip, s=SENDER, h=HELO, strict=True).check()[0])


def mailauth(trees: list[Tree], ips: list[tuple[str, ...]]) -> list[list[str]]:
    """What mailauth says about every tree and its addresses, reading strictly; one process for all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trees.jsonl"
        with path.open("w") as file:
            for world, addresses in zip(trees, ips, strict=True):
                broken = [f"{kind} {name}" for name, kind in world.broken]
                line = {"zone": world.zone, "broken": broken, "sender": SENDER, "helo": HELO, "ips": addresses}
                file.write(json.dumps(line) + "\n")
        done = subprocess.run(
            ["node", str(PEERS / "mailauth_trees.mjs"), str(path)],
            env={"BENCH_HOME": str(HOME), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    """Compare; the exit code says whether every difference is explained."""
    options = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    options.add_argument("--pairs", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=7208)
    options.add_argument("--show", type=int, default=5)
    chosen = options.parse_args()
    source = random.Random(chosen.seed)
    every = (*FOURS, *SIXES, *OUTSIDE)
    trees = [tree(source) for _ in range(-(-chosen.pairs // len(every)))]
    has_mailauth = (HOME / "node_modules" / "mailauth").is_dir()
    theirs = mailauth(trees, [every] * len(trees)) if has_mailauth else [[""] * len(every)] * len(trees)
    if not has_mailauth:
        print("mailauth: not compared, not installed")
    counts: Counter[str] = Counter()
    for world, other in zip(trees, theirs, strict=True):
        policy = run(partition(NAMES[0], SENDER, HELO), world.resolve)
        for ip, their in zip(every, other, strict=True):
            evaluation = run(check_host(ip, NAMES[0], SENDER, HELO), world.resolve)
            counts["pairs"] += 1
            counts[f"result {evaluation.result}"] += 1
            region = policy.at(ip)
            if region.result not in {None, evaluation.result}:
                _report(counts, "policy", str(region.result), world, evaluation, chosen.show)
            engines = {"pyspf": pyspf(world, ip), **({"mailauth": their} if has_mailauth else {})}
            for engine, said in engines.items():
                if said != evaluation.result:
                    reason = explain(engine, said, evaluation, world.resolve)
                    if reason:
                        counts[f"{engine} differs: {reason}"] += 1
                    else:
                        _report(counts, engine, said, world, evaluation, chosen.show)
    for what, count in sorted(counts.items()):
        print(f"{count:>9,}  {what}")
    return int(any(what.endswith("UNEXPLAINED") for what in counts))


def _report(counts: Counter[str], engine: str, said: str, world: Tree, evaluation: Evaluation, most: int) -> None:
    key = f"{engine} differs: UNEXPLAINED"
    counts[key] += 1
    if counts[key] <= most:
        print(f"{evaluation.ip}: {engine} says {said}, mailmend {evaluation.result}: {evaluation.problem}")
        print(json.dumps({"zone": world.zone, "broken": sorted(world.broken)}))


if __name__ == "__main__":
    sys.exit(main())
