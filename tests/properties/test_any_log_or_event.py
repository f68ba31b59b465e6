"""Logs, events, pastes and forwards with anything done to them: an answer, a line for every field, and no exception."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

import mailmend
from tests.unit.dialects.logs import POLICYD, PROTOCOL, RSPAMD, SENDMAIL, TRACKING
from tests.unit.dialects.reading.test_events import EVENTS
from tests.unit.dialects.reading.test_forwarded import ANNOUNCED, DAEMON, OUTER, REPORT, WORDS

SAMPLES = [
    *(POLICYD, PROTOCOL, RSPAMD, SENDMAIL, TRACKING, REPORT * 2),
    *(json.dumps(event, indent=indent) for event, _ in EVENTS for indent in (None, 1)),
    *(OUTER + style.format(DAEMON) + WORDS for style in ANNOUNCED.values()),
    "Remote Server returned '55O 5. 7.23 The message was rejected'\n",
]
CHANGE = st.tuples(
    st.floats(0, 1),
    st.integers(0, 60),
    st.one_of(st.text(max_size=8), st.sampled_from(["\n", ">", '"', "{", "<a@b.c>"])),
)


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), st.lists(CHANGE, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_is_done_to_it(sample, changes, end):
    for place, removed, put in changes:
        at = int(place * len(sample))
        sample = sample[:at] + put + sample[at + removed :]
    data = sample.replace("\n", end).encode("utf-8", "surrogatepass")
    lines = data.count(b"\n") + data.count(b"\r") + 1
    found = list(mailmend.read(data))
    assert found
    for notification in found:
        for attempt in notification.attempts:
            assert all(1 <= quote.line <= lines for _, quote in attempt.quotes)


@given(st.sampled_from(SAMPLES), st.floats(0, 1))
def test_cut_anywhere(sample, place):
    assert list(mailmend.read(sample[: int(place * len(sample))].encode()))
