"""Bounces as people paste and store them: each is read and understood as the table beside it says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailmend import dialects
from mailmend.meaning import understand
from mailmend.model import Source
from mailmend.sources.packaged import knowledge

FORMS = [
    form
    for table in sorted(Path(__file__).with_name("forms").glob("*.toml"))
    for form in tomllib.loads(table.read_text(encoding="utf-8"))["form"]
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["name"])
def test_a_form_is_read_and_understood(form):
    found = [understand(each, knowledge()) for each in dialects.read(Source(name="x", data=form["text"].encode()))]
    tried = [attempt for notification in found for attempt in notification.attempts]
    assert form["kind"] in {str(notification.kind) for notification in found}
    assert form["kind"] != "none" or {str(notification.kind) for notification in found} == {"none"}
    assert not form["attempts"] or len(tried) == len(form["attempts"])
    for attempt, wanted in zip(tried, form["attempts"], strict=False):
        assert {name: _said(attempt, name) for name in wanted} == wanted
    if "mail_from" in form:
        assert form["mail_from"] in {notification.original.mail_from for notification in found}


def _said(attempt, name):
    value = getattr(attempt, name)
    if name == "remote" and value:
        return f"{value.reply or '-'} {value.status or '-'}"
    return "-" if value is None else str(value)
