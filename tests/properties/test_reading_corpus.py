"""Real bounces with known truth: how much of it is read, and that nothing is made up."""

from __future__ import annotations

import json
from functools import cache

import pytest

from mailmend import dialects
from mailmend.model import Source
from tests.corpora import corpora

TRUTH = [json.loads(line) for line in corpora("bounces", "truth.jsonl").read_text().splitlines()]


@cache
def first_of(name):
    data = corpora("bounces", name).read_bytes()
    return next(iter(dialects.read(Source(name=name, data=data))))


def tried(name):
    attempts = first_of(name).attempts
    return [each for each in attempts if each.action in (None, "failed", "delayed")] or attempts


def rows(field):
    return [row for row in TRUTH if field in row["fields"]]


@pytest.mark.parametrize(
    ("field", "least", "read"),
    [
        ("status", 0.96, lambda attempt: attempt.status),
        ("reply", 0.94, lambda attempt: attempt.reply),
        ("client_ip", 0.95, lambda attempt: attempt.client_ip),
        ("remote_mta", 0.95, lambda attempt: attempt.remote_mta and attempt.remote_mta.lower()),
    ],
)
def test_fields_are_read(field, least, read):
    wanted = [row for row in rows(field) if row[field]]
    right = [row for row in wanted if tried(row["file"]) and read(tried(row["file"])[0]) == row[field].lower()]
    assert len(right) / len(wanted) >= least


def test_recipients_are_read():
    right = wrong = missed = 0
    for row in (row for row in rows("recipients") if row["recipients"] is not None):
        truth = set(row["recipients"])
        found = {each.recipient.lower() for each in tried(row["file"]) if each.recipient}
        right, wrong, missed = right + len(truth & found), wrong + len(found - truth), missed + len(truth - found)
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.95


@pytest.mark.parametrize("field", ["status", "client_ip", "remote_mta", "remote"])
def test_nothing_is_made_up(field):
    silent = [
        row["file"] for row in rows(field) if row[field] in ("", None) and (field != "status" or row[field] == "")
    ]
    made_up = [name for name in silent if tried(name) and getattr(tried(name)[0], field)]
    assert made_up == []


def test_what_is_no_bounce_is_not_called_one():
    other = [row["file"] for row in rows("kind") if row["kind"] != "bounce"]
    assert [name for name in other if first_of(name).kind in ("bounce", "delayed")] == []
