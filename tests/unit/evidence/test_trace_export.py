from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.evidence.trace_export import read
from mailmend.model import TraceEntry

CSV = (
    '"Received","SenderAddress","RecipientAddress","Status","ToIP","FromIP","MessageId","MessageTraceId","Data"\r\n'
    '"11/17/2026 9:41:02 PM","anna@contoso.example","bob@fabrikam.example","Failed","192.0.2.25","",'
    '"<m@contoso.example>","t1",'
    '"<MEP Name=""CustomData"" Blob=""S:OutboundIpPoolName=RegularRelayOutboundPool;S:SFV=NSPM""/>"\r\n'
)
KNOWN = TraceEntry(
    line=1,
    message_id="<m@contoso.example>",
    trace_id="t1",
    sender="anna@contoso.example",
    recipient="bob@fabrikam.example",
    time=datetime(2026, 11, 17, 21, 41, 2, tzinfo=UTC),
    status="Failed",
    to_ip="192.0.2.25",
    verdict="NSPM",
    pool="RegularRelayOutboundPool",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_in_any_encoding_of_windows(encoding: str):
    assert read(CSV.encode(encoding)) == (KNOWN,)


def test_a_table_as_powershell_5_writes_it():
    assert read(("#TYPE Microsoft.Exchange\r\n" + CSV).encode()) == (KNOWN,)
    assert read(CSV.replace(",", ";").encode())[0].recipient == "bob@fabrikam.example"


@pytest.mark.parametrize("shape", [lambda row: [row], lambda row: {"value": [row]}, lambda row: row])
def test_json_of_powershell_and_of_graph(shape):
    row = {"messageId": "<m@x>", "recipientAddress": "b@y.example", "receivedDateTime": "2026-11-17T09:41:02.1234567Z"}
    (found,) = read(json.dumps(shape(row)).encode())
    assert (found.message_id, found.recipient, found.time) == (
        "<m@x>",
        "b@y.example",
        datetime(2026, 11, 17, 9, 41, 2, 123456, tzinfo=UTC),
    )


def test_json_one_a_line():
    assert len(read(b'{"MessageId": "<a@x>"}\n{"MessageId": "<b@x>"}\n')) == 2


def test_a_summary_report_holds_all_recipients_in_one_cell():
    report = (
        "origin_timestamp,sender_address,recipient_status,message_id,original_client_ip,directionality,connector_id\n"
        "2026-11-17T09:41:02Z,a@x.example,b@y.example##Receive, Fail;c@z.example##Delivered,<m@x>,203.0.113.9,"
        "Originating,Hall\n"
    ).replace("Receive, Fail", "Fail")
    one, other = read(report.encode())
    assert (one.recipient, one.status, one.from_ip, one.connector) == ("b@y.example", "Fail", "203.0.113.9", "Hall")
    assert (other.recipient, other.status) == ("c@z.example", "Delivered")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/17/2026 9:41:02 AM", (11, 17, 9)),
        ("17/11/2026 09:41:02", (11, 17, 9)),
        ("17.11.2026 09:41:02", (11, 17, 9)),
        ("03.11.2026 09:41:02", (11, 3, 9)),
        ("2026-11-17 09:41:02Z", (11, 17, 9)),
        ("/Date(1794908462000)/", (11, 17, 9)),
        ("11/17/2026 12:05:00 AM", (11, 17, 0)),
    ],
)
def test_times_as_tools_write_them(text: str, expected: tuple[int, int, int]):
    (found,) = read(json.dumps({"MessageId": "<m@x>", "Received": text}).encode())
    assert found.time is not None
    assert (found.time.month, found.time.day, found.time.hour) == expected


@pytest.mark.parametrize("text", ["yesterday", "99/99/2026 09:41:02", "/Date(999999999999999)/", "0000-00-00"])
def test_what_is_no_time_is_left_out(text: str):
    assert read(json.dumps({"MessageId": "<m@x>", "Received": text}).encode())[0].time is None


@pytest.mark.parametrize(
    "data", [b"", b"hello,world\n1,2\n", b"[]", b"{}", b"[1, 2]", b"[" * 100_000, b"\xff\xfe", b"\0" * 50]
)
def test_what_is_no_trace_is_refused(data: bytes):
    with pytest.raises(ValueError, match="message trace"):
        read(data)


@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(str.encode)
    | st.text(max_size=200).map(lambda t: (CSV + t).encode())
)
def test_any_bytes_end_in_entries_or_in_one_refusal(data: bytes):
    try:
        found = read(data)
    except ValueError:
        return
    assert all(isinstance(entry, TraceEntry) for entry in found)


def test_a_large_export_is_cut():
    rows = "\n".join(f"<{n}@x>,b@y.example" for n in range(30_000))
    assert len(read(f"MessageId,RecipientAddress\n{rows}\n".encode())) == 20_000
