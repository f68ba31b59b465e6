"""Mails to measure with: the development corpus where it is at hand, and the repository's own ones, always."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Own bounces and ordinary mails: what the fuzzer starts from and what it has found (tests/fuzz/README.md).
SEEDS = ROOT / "tests" / "fuzz" / "seeds"


@cache
def corpus() -> Path | None:
    """The folder of the development samples (``$MAILMEND_CORPORA``, else ``../shared/corpora``), None without them."""
    path = Path(os.environ.get("MAILMEND_CORPORA") or ROOT.parent / "shared" / "corpora") / "bounces"
    return path if path.is_dir() else None


@cache
def own() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of the mails in the repository: what was written for it, cases, and what the fuzzer kept."""
    paths = [*SEEDS.glob("*"), *(ROOT / "tests" / "cases").glob("*/bounce.*")]
    return tuple((_name(path), path.read_bytes()) for path in sorted(paths) if path.is_file())


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every sample: the repository's own, then those of the corpus."""
    folder = corpus()
    paths = sorted(path for path in folder.glob("*/*") if path.is_file()) if folder else []
    return (*own(), *((_name(path), path.read_bytes()) for path in paths))


def _name(path: Path) -> str:
    return "/".join(path.parts[-2:])
