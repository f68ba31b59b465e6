"""What letters quote: the words by which a postmaster finds the refusal in the log."""

from __future__ import annotations

import pytest

import mailmend
from mailmend.remedies._letters import quote


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("550 5.7.1 SPF check\n failed", "550 5.7.1 SPF check failed"),
        ("550 user unknown", "550 user unknown"),
        (
            "550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.1 not allowed",
            "550 5.7.1 not allowed",
        ),
    ],
)
def test_a_refusal_is_quoted_with_its_codes(text: str, quoted: str):
    (found,) = mailmend.read(text.encode())
    assert quote(found.attempt) == quoted


def test_a_long_refusal_is_cut():
    (found,) = mailmend.read(b"550 5.7.1 " + b"SPF failed for this sender. " * 200)
    assert quote(found.attempt).startswith("550 5.7.1 SPF failed")
    assert len(quote(found.attempt)) < 1_000
