from __future__ import annotations

import pytest

from mailmend.model import Kind
from tests.unit.dialects.bounces import one


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Auto-Submitted: auto-replied", "Re: hello"),
        ("X-Autoreply: yes", "hello"),
        ("Precedence: auto_reply", "hello"),
        ("X-Mailer: x", "Automatic reply: hello"),
        ("X-Mailer: x", "Abwesenheitsnotiz: hello"),
    ],
)
def test_absence_notes(field, subject):
    notification = one(f"From: bob@x.example\nTo: anna@contoso.com\nSubject: {subject}\n{field}\n\nI am away.\n")
    assert notification.kind == Kind.AUTOREPLY
    assert [attempt.recipient for attempt in notification.attempts] == ["bob@x.example"]
