from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.evidence.pool import judge
from mailmend.model import Evidence, Identities, Notification, Told
from mailmend.remedies._powershell import around, command, quoted
from mailmend.sources.packaged import knowledge

NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)
QUOTES = "'\u2018\u2019\u201a\u201b"


def evidence(refused: datetime | None) -> Evidence:
    bounce, told, who = Notification(source="-", date=refused), Told(now=NOW), Identities()
    return Evidence(bounce=bounce, told=told, identities=who, pool=judge(bounce, who, None, told, knowledge().pools))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("anna@contoso.example", "'anna@contoso.example'"),
        ("o'brien@contoso.example", "'o''brien@contoso.example'"),
        ("a\u2019b@x.example", "'a\u2019\u2019b@x.example'"),
        ("<m$(calc)`n@x>", "'<m$(calc)`n@x>'"),
        ("-Confirm", "'-Confirm'"),
    ],
)
def test_a_value_is_a_verbatim_string(value: str, said: str):
    assert quoted(value) == said


@pytest.mark.parametrize("value", [None, "", "a\nb", "a\r\nRemove-Mailbox", "a\x00b", "a\u2028b", "\u202ea", "a" * 321])
def test_what_cannot_stand_on_one_line_is_not_quoted(value: str | None):
    assert quoted(value) is None
    assert command("Get-Mailbox", ("Identity", value)) is None


@given(st.text(QUOTES + "a b\n\u202e", max_size=12) | st.text(max_size=40))
def test_no_value_ends_its_string(value: str):
    said = quoted(value)
    if said is None:
        return
    inner = said[1:-1]
    at = 0
    while at < len(inner):
        if inner[at] in QUOTES:
            # A doubled quotation mark is one that is meant (about_Quoting_Rules).
            assert inner[at : at + 2] == inner[at] * 2
            at += 1
        at += 1
    assert all(character.isprintable() for character in said)


def test_a_command_names_its_arguments():
    line = command("Get-BlockedSenderAddress", ("SenderAddress", "o'b@x.example"))
    assert line == "Get-BlockedSenderAddress -SenderAddress 'o''b@x.example'"


@pytest.mark.parametrize(
    ("refused", "start", "end"),
    [
        (NOW - timedelta(days=20), "2026-10-27 08:00:00Z", "2026-10-30 08:00:00Z"),
        (NOW - timedelta(hours=1), "2026-11-16 07:00:00Z", "2026-11-18 08:00:00Z"),
        (None, "2026-11-16 08:00:00Z", "2026-11-18 08:00:00Z"),
        (NOW + timedelta(days=9), "2026-11-16 08:00:00Z", "2026-11-18 08:00:00Z"),
    ],
)
def test_the_days_around_the_refusal_and_never_the_future(refused: datetime | None, start: str, end: str):
    assert around(evidence(refused)) == (("StartDate", start), ("EndDate", end))


def test_what_no_trace_holds_any_more():
    assert around(evidence(NOW - timedelta(days=89))) is None
