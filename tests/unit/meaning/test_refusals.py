"""Refusals whose meaning was written down before they were shown to the patterns: how many are understood.

``refusals.tsv`` has the category by ``mailmend read``'s contract, with other acceptable ones behind ``|``, then the
words of a refusal: from memory, from vendors' lists, from logs and from the code of mail servers. No receiver is
given. Some stay misunderstood: they measure what a patterns' author does not see, so no row is made for one of them.
"""

from __future__ import annotations

from pathlib import Path

from mailmend import smtp
from mailmend.sources.packaged import knowledge

LINES = Path(__file__).with_name("refusals.tsv").read_text(encoding="utf-8").splitlines()


def understood(said):
    replies, reply = knowledge().replies, smtp.parse(said)
    status = reply.status or smtp.find_status(said)
    row = replies.meaning(reply.text, status, reply.code, replies.speakers(reply.text))
    return "/".join(filter(None, (row.category, row.subtype))) if row else "unknown"


def test_most_refusals_are_understood_by_anybodys_words():
    strict, accepted = [], []
    for line in LINES:
        wanted, _, said = line.partition("\t")
        found, (first, *others) = understood(said), wanted.split("|")
        strict.append(found == first)
        accepted.append(found in (first, *others) or found.partition("/")[0] in (first, *others))
    assert len(LINES) > 800
    assert sum(strict) / len(strict) > 0.87
    assert sum(accepted) / len(accepted) > 0.92


def test_what_gives_no_reason_is_not_understood():
    for said in ("550 5.0.0 Message not delivered", "554 5.0.0 Transaction failed", "550 rejected", "554 Sorry"):
        assert understood(said) == "unknown"
