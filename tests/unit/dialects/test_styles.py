"""House styles: every bounce made up for them is read and understood as its family's file says."""

from __future__ import annotations

import pytest

from mailmend import dialects
from mailmend.meaning import understand
from mailmend.model import Source
from mailmend.sources.packaged import knowledge
from tests.unit.dialects.styles import mail_servers, others, services

STYLES = (*mail_servers.STYLES, *services.STYLES, *others.STYLES)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_style_is_read_and_understood(style):
    (found,) = dialects.read(Source(name="bounce", data=style.text.encode()))
    first = understand(found, knowledge()).attempts[0]
    said = {
        "dialect": found.dialect,
        "kind": str(found.kind),
        "recipients": tuple(attempt.recipient for attempt in found.attempts),
        "reporting_mta": found.reporting_mta,
        "status": first.status,
        "reply": first.reply,
        "remote_mta": first.remote_mta,
        "remote": (first.remote.reply, first.remote.status) if first.remote else None,
        "category": str(first.category),
        **({"owner": str(first.owner)} if style.owner else {}),
        **{name: getattr(first, name) for name in style.more},
    }
    names = ("dialect", "kind", "recipients", "reporting_mta", "status", "reply", "remote_mta", "remote", "category")
    wanted = {name: getattr(style, name) for name in names} | ({"owner": style.owner} if style.owner else {})
    assert said == wanted | style.more
