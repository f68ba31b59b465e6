"""``make fuzz-read``: the reading path under Atheris (libFuzzer), which keeps every input that reaches new code.

Runs in ``.venv-bench``, where Atheris is; what follows ``--`` goes to libFuzzer. It starts from ``tests/fuzz/seeds``,
works in a folder of its own (``--work``, default ``.venv-bench/fuzz-read``), and stops with the input at the first
exception, or at one that takes more than 5 seconds. ``bench.fuzz_merge`` brings what it found back into the seeds, for
the repository and its tests (``tests/fuzz/README.md``).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailmend"]):
    from mailmend.client import read
    from mailmend.errors import InputError

from bench.mutations import WORDS
from bench.samples import ROOT, own

_LONGEST_SEED = 6_000


def one_input(data: bytes) -> None:
    """What libFuzzer calls: anything raised here is a finding, but that the input is neither mail nor text."""
    try:
        found = list(read(data))
    except InputError:
        return
    for notification in found:
        quotes = [quote for attempt in notification.attempts for _, quote in attempt.quotes]
        for quote in (*quotes, *(quote for _, quote in notification.original.quotes)):
            if quote.line < 1:
                raise AssertionError("a quote without a line")


def prepare(work: Path) -> Path:
    """The working folder with the repository's own mails in it, none from elsewhere, and a dictionary beside it."""
    corpus = work / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (_, data) in enumerate(own()):
        if len(data) <= _LONGEST_SEED:
            (corpus / f"sample-{number:04}").write_bytes(data)
    spelt = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS)
    (work / "words.dict").write_text("".join(f'"{word}"\n' for word in spelt), encoding="ascii")
    return corpus


def main() -> None:
    """Fuzz until libFuzzer's own options say stop."""
    options = argparse.ArgumentParser(prog="bench.fuzz_read", description=__doc__)
    options.add_argument("--work", type=Path, default=ROOT / ".venv-bench" / "fuzz-read")
    options.add_argument("--seconds", type=int, default=600)
    chosen, more = options.parse_known_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    command = [
        f"-max_total_time={chosen.seconds}",
        "-max_len=8000",
        "-timeout=5",
        f"-artifact_prefix={chosen.work}/",
    ]
    corpus = prepare(chosen.work)
    command += [f"-dict={chosen.work / 'words.dict'}", str(corpus)]
    atheris.Setup([sys.argv[0], *command, *(word for word in more if word != "--")], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
