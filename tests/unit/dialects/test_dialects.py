from __future__ import annotations

from mailmend import dialects
from mailmend.model import Kind
from tests.unit.dialects.bounces import EXCHANGE, one, read


def test_every_file_in_the_folder_is_a_dialect_with_a_name_of_its_own():
    found = dialects.all_dialects()
    assert len({dialect.NAME for dialect in found}) == len(found) >= 10


def test_what_reports_nothing_is_one_notification_without_attempts():
    notification = one("From: anna@contoso.com\nTo: bob@x.example\nSubject: lunch\n\nNoon?\n")
    assert (notification.kind, notification.dialect, notification.attempts) == (Kind.NONE, None, ())
    assert [field.name for field in notification.headers] == ["From", "To", "Subject"]


def test_source_and_index_are_passed_on():
    (notification,) = dialects.read(dialects.Source(name="a/b.mbox", data=EXCHANGE.encode(), index=3))
    assert (notification.source, notification.index) == ("a/b.mbox", 3)


def test_a_thousand_recipients():
    group = "Final-Recipient: rfc822;user{}@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 no\n\n"
    start = EXCHANGE.index("Final-Recipient")
    text = (
        EXCHANGE[:start]
        + "".join(map(group.format, range(1_000)))
        + EXCHANGE[EXCHANGE.index("--b\nContent-Type: message/rfc822") :]
    )
    assert len(one(text).attempts) == 1_000


def test_every_line_end_reads_alike():
    expected = one(EXCHANGE)
    for end in (b"\r\n", b"\r"):
        (notification,) = read(EXCHANGE.encode().replace(b"\n", end))
        assert notification == expected
