from __future__ import annotations

from mailmend import dialects
from mailmend.model import Kind, Source
from tests.properties.ordinary_mail import ordinary_mails


def test_ordinary_mail_is_never_called_a_bounce():
    mails = list(ordinary_mails())
    assert len(mails) >= 200
    called = []
    for mail in mails:
        (found,) = dialects.read(Source(name="x", data=mail))
        if found.kind != Kind.NONE or found.attempts:
            called.append((found.dialect, found.attempts, mail.decode()))
    assert called == []
