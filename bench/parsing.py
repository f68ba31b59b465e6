"""``python -m bench.parsing``: the record of Microsoft 365 read with all terms and places, beside pyspf's reading."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

import spf

from bench.shapes import MICROSOFT
from mailmend.spf import Record, parse

ROUNDS, TIMES = 9, 2000


def ours() -> Record:
    """Parse, and make the tree of all terms."""
    record = parse(MICROSOFT)
    assert record.terms
    return record


def pyspf() -> None:
    """Split, as its check does, and validate every mechanism."""
    query = spf.query(i="192.0.2.1", s="anna@example.com", h="mail.example.com", strict=True)
    for term in MICROSOFT.split()[1:]:
        query.validate_mechanism(term)


def taken(work: Callable[[], object]) -> float:
    """CPU microseconds of one run of ``work``."""
    begun = process_time()
    for _ in range(TIMES):
        work()
    return (process_time() - begun) / TIMES * 1e6


def main() -> None:
    """Print medians of interleaved rounds."""
    rounds = [(taken(ours), taken(pyspf)) for _ in range(ROUNDS)]
    mine, theirs = median(first for first, _ in rounds), median(second for _, second in rounds)
    ratio = median(second / first for first, second in rounds)
    print(f"\nM365 record parsed with spans: mailmend {mine:.1f} us, pyspf {theirs:.1f} us, {ratio:.2f}x")


if __name__ == "__main__":
    main()
