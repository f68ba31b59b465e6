from __future__ import annotations

import email
from collections import Counter
from pathlib import Path

import pytest
import test

from mailmend.client import read
from mailmend.model import Kind
from tests.properties.ordinary_mail import ordinary_mails
from tests.properties.ordinary_shapes import SHAPES, mails

# What a shape may be called beside nothing at all.
OTHERWISE = {
    "absence": Kind.AUTOREPLY,
    "success": Kind.DELIVERED,
    "read_receipt": Kind.AUTOREPLY,
    "aggregate": Kind.FEEDBACK,
}
_LIBRARY = Path(test.__file__).parent / "test_email" / "data"


def test_ordinary_mail_is_never_called_a_bounce():
    mails = list(ordinary_mails())
    assert len(mails) >= 200
    called = []
    for mail in mails:
        (found,) = read(mail)
        if found.kind != Kind.NONE or found.attempts:
            called.append((found.dialect, found.attempts, mail.decode()))
    assert called == []


def test_no_shape_of_ordinary_mail_is_called_a_bounce():
    wrong, kinds = [], Counter()
    for shape, mail in mails(40 * len(SHAPES)):
        for found in read(mail):
            kinds[shape, found.kind] += 1
            if found.kind not in (Kind.NONE, OTHERWISE.get(shape, Kind.NONE)):
                wrong.append((shape, found.kind, found.dialect, mail.decode()))
    assert [each[:3] for each in wrong] == [], wrong[0][3]
    # And what is something else is recognised as that.
    assert kinds["absence", Kind.AUTOREPLY] == kinds["success", Kind.DELIVERED] == 40


@pytest.mark.skipif(not _LIBRARY.is_dir(), reason="Python was installed without the data of its tests")
def test_pythons_own_test_mails_are_called_bounces_only_where_they_are_delivery_reports():
    called = []
    for path in sorted(_LIBRARY.glob("*.txt")):
        data = path.read_bytes()
        # One of them is a delivery report whose header is damaged.
        reports = b"MAILER-DAEMON" in data or [
            part for part in email.message_from_bytes(data).walk() if "delivery-status" in part.get_content_type()
        ]
        if not reports and any(found.kind in (Kind.BOUNCE, Kind.DELAYED) for found in read(data)):
            called.append(path.name)
    assert called == []
