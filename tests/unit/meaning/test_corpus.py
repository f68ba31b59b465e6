"""Real bounces, read and understood: the measure that must not fall."""

from __future__ import annotations

import json

from mailmend.dialects import read
from mailmend.meaning import understand
from mailmend.model import Source
from mailmend.sources.packaged import knowledge
from tests.corpora import corpora


def first_attempts():
    """Truth and understood attempt of every bounce that has both."""
    folder = corpora("bounces")
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if truth["kind"] != "bounce" or truth["file"].startswith(("sisimai-dos", "sisimai-mac")):
            continue
        found = next(read(Source(name="-", data=(folder / truth["file"]).read_bytes())))
        attempts = understand(found, knowledge()).attempts
        failed = [a for a in attempts if a.action in (None, "failed", "delayed")] or list(attempts)
        yield truth, failed[0] if failed else None


def test_categories_subtypes_and_owners_of_real_bounces():
    category, owner, accepted, subtype = [], [], [], []
    for truth, attempt in first_attempts():
        said = {name: getattr(attempt, name, None) for name in ("category", "subtype", "owner")}
        if "category" in truth["fields"] and truth["category"]:
            category.append(said["category"] == truth["category"])
        if truth["auth_sub"]:
            subtype.append(said["subtype"] == truth["auth_sub"])
        if "owner" in truth["fields"]:
            owner.append(said["owner"] == truth["owner"])
            accepted.append(said["owner"] in [truth["owner"], *truth.get("owner_ok", ())])
    assert all(subtype)
    assert sum(category) / len(category) > 0.92
    assert sum(owner) / len(owner) > 0.97
    assert sum(accepted) / len(accepted) > 0.99
