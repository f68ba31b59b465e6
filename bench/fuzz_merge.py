"""``python -m bench.fuzz_merge``: bring back what the fuzzer found, as few and as small inputs as reach the same steps.

A step is a line of the source after another one. The seeds count first; then every input of the working folder, the
smallest first, is kept where it makes steps that none before it made.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from bench.samples import ROOT, SEEDS
from mailmend.client import read
from mailmend.errors import InputError

_SOURCE = str(ROOT / "src" / "mailmend")
_LARGEST = 1_500

Step = tuple[str, int, int]


def steps(data: bytes) -> set[Step]:
    """The steps that reading ``data`` makes."""
    made: set[Step] = set()

    def entered(frame: FrameType, _event: str, _argument: object) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(_SOURCE):
            return None
        before = frame.f_lineno

        def line(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal before
            if event == "line":
                made.add((file, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line

    sys.settrace(entered)
    try:
        for notification in read(data):
            assert notification.source
    except InputError:
        pass
    finally:
        sys.settrace(None)
    return made


def main() -> None:
    """Write what is kept into the seeds, each under the digest of its bytes."""
    options = argparse.ArgumentParser(prog="bench.fuzz_merge", description=__doc__)
    options.add_argument("--work", type=Path, default=ROOT / ".venv-bench" / "fuzz-read")
    chosen = options.parse_args()
    made = set[Step]().union(*(steps(path.read_bytes()) for path in SEEDS.iterdir() if path.is_file()))
    kept = 0
    for path in sorted((chosen.work / "corpus").iterdir(), key=lambda path: path.stat().st_size):
        data = path.read_bytes()
        if len(data) > _LARGEST or not (new := steps(data) - made):
            continue
        made |= new
        kept += 1
        (SEEDS / f"found-{sha256(data).hexdigest()[:12]}").write_bytes(data)
    print(f"{kept} inputs brought back; all make {len(made):,} steps")


if __name__ == "__main__":
    main()
