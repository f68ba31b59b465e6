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
def samples() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every sample, in the order of their names; the repository's own bounces come first."""
    own = [*SEEDS.glob("*"), *(ROOT / "tests" / "cases").glob("*/bounce.*")]
    known = [path for path in sorted(own) if path.is_file()]
    folder = corpus()
    known += sorted(path for path in folder.glob("*/*") if path.is_file()) if folder else []
    return tuple((_name(path), path.read_bytes()) for path in known)


def _name(path: Path) -> str:
    return "/".join(path.parts[-2:])
