"""``python -m bench.reading``: how fast bounces are read, beside the standard library and flufl.bounce.

Each round reads all samples once with each, in turn, in one process each and on one core; CPU time counts. ``stdlib``
merely parses (``email.message_from_bytes``, compat32, and a walk over the parts), ``flufl.bounce`` parses and finds
failed addresses, ``mailmend`` reads wholly: attempts with category, subtype and owner. Ratios are medians of the
ratios of each round.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from statistics import median

from bench.samples import ROOT, corpus

_BESIDE = ROOT / ".venv-bench" / "bin" / "python"
# One pass a line read; before the first, one pass to warm up.
_LOOP = """
import json, sys, time
from pathlib import Path
{imports}
mails = [Path(path).read_bytes() for path in json.loads(sys.stdin.readline())]
def whole():
    for data in mails:
        {work}
whole()
print(0.0, flush=True)
for _ in sys.stdin:
    started = time.process_time()
    whole()
    print(time.process_time() - started, flush=True)
"""
_WORK = {
    "mailmend": (
        "from mailmend.client import read",
        "[attempt.owner for found in read(data) for attempt in found.attempts]",
    ),
    "stdlib": ("import email", "[part.get_content_type() for part in email.message_from_bytes(data).walk()]"),
    "flufl.bounce": (
        "import contextlib, email, logging; logging.disable(50)\nfrom flufl.bounce import all_failures",
        # It raises on some.
        "with contextlib.suppress(Exception): all_failures(email.message_from_bytes(data))",
    ),
}


def start(name: str, paths: list[str]) -> subprocess.Popen[str] | None:
    """The process that measures ``name``; None, and a line that says so, where it cannot run."""
    imports, work = _WORK[name]
    python = str(_BESIDE) if name == "flufl.bounce" else sys.executable
    command = [python, "-c", _LOOP.format(imports=imports, work=work)]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    except OSError:
        print(f"{name}: not measured; tools/bench-peers installs it")
        return None
    if not passed(process, json.dumps(paths)):
        print(f"{name}: not measured; tools/bench-peers installs it")
        return None
    return process


def passed(process: subprocess.Popen[str], line: str = "") -> str:
    """What the process answers to ``line``: the seconds of one pass, empty where it ended."""
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    return process.stdout.readline().strip()


def main() -> None:
    """Print mails a second and the ratios."""
    options = argparse.ArgumentParser(prog="bench.reading", description=__doc__)
    options.add_argument("--rounds", type=int, default=11)
    chosen = options.parse_args()
    folder = corpus()
    if folder is None:
        raise SystemExit("no samples: set MAILMEND_CORPORA")
    paths = sorted(str(path) for path in folder.glob("*/*") if path.is_file())
    running = {name: process for name in _WORK if (process := start(name, paths))}
    rounds = [{name: float(passed(process)) for name, process in running.items()} for _ in range(chosen.rounds)]
    for process in running.values():
        process.communicate()
    print(f"{len(paths)} mails, medians of {chosen.rounds} interleaved rounds, CPU time, one core")
    for name in running:
        rate = median(len(paths) / each[name] for each in rounds)
        ratio = median(each[name] / each["mailmend"] for each in rounds)
        print(f"  {name:<14} {rate:>8,.0f} mails/s   mailmend reads at {ratio:.2f} times this rate")


if __name__ == "__main__":
    main()
