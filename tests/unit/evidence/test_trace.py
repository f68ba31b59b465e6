from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailmend.evidence import trace
from mailmend.model import DeliveryAttempt, Kind, Notification, Original, Told, TraceEntry

NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)


def bounce(message_id: str | None = "<m@contoso.example>", recipient: str = "bob@fabrikam.example") -> Notification:
    return Notification(
        source="-",
        kind=Kind.BOUNCE,
        date=NOW,
        attempts=(DeliveryAttempt(recipient=recipient),),
        original=Original(message_id=message_id),
    )


def entry(
    line: int = 1, message_id: str | None = "<M@contoso.example>", hours: float = 1, **more: str | None
) -> TraceEntry:
    known = {"recipient": "Bob@fabrikam.example", "trace_id": f"t{line}", **more}
    return TraceEntry(line=line, message_id=message_id, time=NOW - timedelta(hours=hours), **known)  # type: ignore[arg-type]


def matched(found: Notification, *entries: TraceEntry) -> list[int]:
    return [each.line for each in trace.matching(found, Told(now=NOW, trace=entries))]


def test_by_message_id_whatever_its_case_and_brackets():
    assert matched(bounce("m@contoso.example"), entry(1), entry(2, "<other@contoso.example>")) == [1]


def test_another_recipient_of_the_message_is_another_story():
    assert matched(bounce(), entry(1, recipient="ann@cider.example")) == []


def test_another_message_is_not_taken_for_want_of_this_one():
    assert matched(bounce(), entry(1, "<other@contoso.example>")) == []


@pytest.mark.parametrize(("hours", "lines"), [(1, [1]), (100, [1]), (-1, []), (200, [])])
def test_without_a_message_id_by_recipient_and_time(hours: float, lines: list[int]):
    assert matched(bounce(None), entry(1, None, hours)) == lines
    assert matched(bounce(None), entry(1, "<x@y>", hours)) == lines


def test_details_belong_to_their_trace():
    detail = TraceEntry(line=2, trace_id="t1", pool="RegularRelayOutboundPool")
    stranger = TraceEntry(line=3, trace_id="t9", pool="HighRisk")
    assert matched(bounce(), entry(1), detail, stranger) == [1, 2]


def test_nothing_told_or_nothing_failed_matches_nothing():
    assert matched(bounce()) == []
    delivered = Notification(source="-", kind=Kind.NONE)
    assert matched(delivered, entry(1)) == []


@pytest.mark.parametrize(
    ("name", "pool"),
    [
        ("RegularRelayOutboundPool", "relay"),
        ("HighRiskRelayOutboundPool", "relay-high-risk"),
        ("HighRiskOutboundPool", "high-risk"),
        ("RegularOutboundPool", "regular"),
        ("Something", None),
    ],
)
def test_names_of_pools(name: str, pool: str | None):
    assert trace.pool_of(name) == pool


def test_the_pool_is_told_unless_the_asker_said_one():
    entries = (entry(1, pool="RegularRelayOutboundPool"),)
    assert trace.named_pool(Told(now=NOW), entries).pool == "relay"
    assert trace.named_pool(Told(now=NOW, pool="regular"), entries).pool == "regular"
    assert trace.named_pool(Told(now=NOW), (entry(1),)).pool is None
