from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import mailmend
from mailmend.model import Basis, Kind
from tests.unit.dialects.bounces import REMOTE, SENTENCE, one, read


def test_one_reply():
    notification = one(f"{SENTENCE} -> {REMOTE}\n")
    (attempt,) = notification.attempts
    assert (notification.kind, notification.dialect) == (Kind.BOUNCE, "reply-line")
    assert (attempt.reply, attempt.status, attempt.remote.status) == ("550", "5.7.23", "5.7.1")
    assert (attempt.recipient, attempt.client_ip) == (None, "203.0.113.7")


def test_a_reply_may_name_its_recipient_and_the_sender():
    notification = one(
        "550 5.7.23 <bob@fabrikam.example>: Recipient address rejected: SPF fail. Please see "
        "http://www.openspf.net/Why?s=mfrom;id=bounces+1@em.contoso.com;ip=198.51.100.46;r=mx"
    )
    assert notification.attempts[0].recipient == "bob@fabrikam.example"
    assert (notification.original.mail_from, notification.original.mail_from_basis) == (
        "bounces+1@em.contoso.com", Basis.STATED,
    )  # fmt: skip


def test_several_replies_come_one_by_one_and_continued_lines_stay_together():
    text = "550-5.7.26 one\n550-5.7.26 two\n550 5.7.26 three\n450 4.2.0 four\n"
    assert [found.attempts[0].text for found in read(text)] == ["one two three", "four"]


def test_a_reply_inside_a_line_of_another_log():
    (attempt,) = one("Oct 14 08:12:12 mx policyd-spf[47]: 550 5.7.23 Message rejected due to: SPF fail").attempts
    assert (attempt.reply, attempt.status) == ("550", "5.7.23")


@pytest.mark.parametrize("text", ["", "hello", "We have 550 units of 5.2.1 in stock", "call 555 1234", "\x00\x01\xff"])
def test_no_reply_no_bounce(text):
    notification = one(text)
    assert (notification.kind, notification.attempts) == (Kind.NONE, ())


def test_every_known_refusal_is_read_where_it_stands_alone():
    tables = Path(mailmend.__file__).parent.joinpath("knowledge", "receivers").glob("*.toml")
    rows = [row for table in tables for row in tomllib.loads(table.read_text(encoding="utf-8")).get("reply", ())]
    for example in {row["example"] for row in rows if re.match(r"[45]\d\d[ -]", row.get("example", ""))}:
        (notification,) = read(example)
        assert (notification.attempts[0].reply, example) == (example[:3], example)
