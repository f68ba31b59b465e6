"""A record of the largest size that DNS carries is looked at in a time that grows with its size, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from mailmend.flow import Answers, Batch, run
from mailmend.render import spf_text, spf_tree
from mailmend.spf import audit, check_host, parse, partition, review
from tests.zones import zones

_LARGEST = 60_000


def _asked(text: bytes) -> Callable[[Batch], Answers]:
    strings = tuple(text[at : at + 255] for at in range(0, len(text), 255))
    return zones({"large.example": [("TXT", strings)]}).resolve


def _reviewed(text: bytes) -> None:
    review(parse(text))


def _audited(text: bytes) -> None:
    assert run(audit("large.example"), _asked(text)).errors


def _traced(text: bytes) -> None:
    found = run(check_host("203.0.113.7", "large.example", "a@large.example", "h.example"), _asked(text))
    assert spf_text.evaluation(found)


def _shown(text: bytes) -> None:
    found = run(audit("large.example"), _asked(text))
    policy = run(partition("large.example", "a@large.example", "h.example"), _asked(text))
    assert len(spf_tree.audit(found, policy).splitlines()) < 120


@pytest.mark.parametrize(
    ("look", "shape", "size"),
    [
        (_reviewed, "; " * _LARGEST, _LARGEST),
        (_audited, "x " * _LARGEST, _LARGEST // 2),
        (_traced, " ".join(f"x{at:x}=" for at in range(_LARGEST)), _LARGEST),
        (_shown, " ".join(f"x{at:x}" for at in range(_LARGEST)), _LARGEST // 4),
    ],
    ids=["semicolons", "one-fault", "modifiers", "tree"],
)
def test_no_shape_is_looked_at_for_long(look: Callable[[bytes], None], shape: str, size: int):
    text = f"v=spf1 {shape}"[:size].encode()
    begun = process_time()
    look(text)
    # Where something is looked at for every other thing, each of these takes two to four seconds.
    assert process_time() - begun < 1.5
