"""A small sample of what ``bench.mutate``, ``bench.mime_difference`` and ``bench.worst`` do at full size."""

from __future__ import annotations

import warnings

import pytest

from bench.mime_difference import REASONS, difference
from bench.mutate import tried
from bench.mutations import mutated
from bench.samples import SEEDS, samples
from bench.worst import CASES, seconds

KNOWN = [data for _, data in samples()]
# Of every case so many bytes: what takes time of the square takes minutes for them.
_SIZE = 300_000
_MOST_SECONDS = 4


def test_broken_mails_are_read_without_an_exception():
    outcome = tried((f"--only {number}", mutated(number, KNOWN)) for number in range(1_000))
    assert outcome.faults == {}
    assert outcome.slowest[0][0] < _MOST_SECONDS


def test_every_beginning_of_a_sample_is_read():
    for data in sorted(KNOWN, key=len)[10 : len(KNOWN) // 2 : 60]:
        assert tried((f"[:{end}]", data[:end]) for end in range(0, len(data), 7)).faults == {}


def test_what_the_fuzzer_kept_is_read():
    seeds = [path for path in SEEDS.iterdir() if path.is_file()]
    assert len(seeds) > 50
    assert tried((path.name, path.read_bytes()) for path in seeds).faults == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Python's own codecs
def test_broken_mails_are_split_as_the_standard_library_splits_them_or_there_is_a_reason():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = {number: difference(mutated(number, KNOWN)) for number in range(800)}
    assert {number: reason for number, reason in found.items() if reason and reason not in REASONS} == {}
    assert sum(reason is None for reason in found.values()) > 700


@pytest.mark.parametrize("name", CASES)
def test_the_worst_that_a_mail_can_be_takes_no_time_of_the_square(name):
    assert seconds(CASES[name](_SIZE)[:_SIZE]) < _MOST_SECONDS
