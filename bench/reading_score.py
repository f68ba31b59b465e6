"""``python -m bench.reading_score``: what flufl.bounce and mailmend read of the same bounces, by the same scorer.

flufl.bounce finds recipients only; all other columns are mailmend's alone. The scorer and the truth come with the
samples (``../shared/tools/score_bounces.py``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.samples import ROOT, corpus
from mailmend.client import read
from mailmend.render.json import encoded, notification

_BESIDE = ROOT / ".venv-bench" / "bin" / "python"
_FLUFL = """
import contextlib, email, json, logging, sys
from pathlib import Path
from flufl.bounce import all_failures
logging.disable(50)
for path in json.loads(sys.stdin.read()):
    found = []
    with contextlib.suppress(Exception):
        found = [each.decode("utf-8", "replace") for group in all_failures(
            email.message_from_bytes(Path(path).read_bytes())) for each in group]
    print(json.dumps({"file": path, "recipients": found, "kind": "bounce" if found else "none"}))
"""


def score(name: str, lines: str, scorer: Path, groups: list[str]) -> None:
    """Print what the scorer says of ``lines``."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        said = subprocess.run(
            [sys.executable, str(scorer), file.name, *groups], capture_output=True, text=True, check=True
        )
    print(f"{name}\n{said.stdout}")


def main() -> None:
    """Print both scores."""
    folder = corpus()
    scorer = Path(os.environ.get("MAILMEND_SCORER") or ROOT.parent / "shared" / "tools" / "score_bounces.py")
    if folder is None or not scorer.is_file():
        raise SystemExit("no samples or no scorer: set MAILMEND_CORPORA and MAILMEND_SCORER")
    paths = sorted(str(path) for path in folder.glob("*/*") if path.is_file())
    ours = "".join(
        encoded(notification(found)) + "\n" for path in paths for found in read(Path(path).read_bytes(), name=path)
    )
    score("mailmend", ours, scorer, sys.argv[1:])
    try:
        theirs = subprocess.run(
            [str(_BESIDE), "-c", _FLUFL], input=json.dumps(paths), capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        print("flufl.bounce: not measured; tools/bench-peers installs it")
        return
    score("flufl.bounce", theirs.stdout, scorer, sys.argv[1:])


if __name__ == "__main__":
    main()
