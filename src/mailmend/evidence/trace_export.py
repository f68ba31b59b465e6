"""An exported Microsoft 365 message trace, from bytes to entries: JSON or CSV, in UTF-8 or UTF-16, by whatever tool.

Columns are those of ``Get-MessageTraceV2`` and ``Get-MessageTraceDetailV2`` (Microsoft Learn, read 2026-11), of the
Exchange admin center's summary and extended reports, and of Graph's ``exchangeMessageTrace``. Their names differ in
spelling only, so case and punctuation of a column's name do not count.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from mailmend.model import TraceEntry
from mailmend.pattern import pattern
from mailmend.rdns import parse_ip

MOST_BYTES = 25_000_000
_MOST_ROWS = 20_000
_MOST_CELL = 20_000
_MOST_WORDS = 300

# Column -> the names by which exports call it, the surest first.
_NAMES = {
    "message_id": ("messageid",),
    "trace_id": ("messagetraceid", "networkmessageid", "id"),
    "sender": ("senderaddress", "sender", "returnpath"),
    "recipient": ("recipientaddress", "recipient", "recipients"),
    "time": (
        "received",
        "receiveddatetime",
        "origintimestamp",
        "origintimestamputc",
        "datetime",
        "datetimeutc",
        "date",
    ),
    "status": ("status", "deliverystatus"),
    "from_ip": ("fromip", "originalclientip", "clientip"),
    "to_ip": ("toip", "serverip"),
    "directionality": ("directionality",),
    "connector": ("connectorid",),
    "event": ("event", "eventid"),
}
_TELLING = ("detail", "description", "data", "customdata", "messageinfo", "sourcecontext")
_POOL = pattern(r"OutboundIpPoolName[^A-Za-z0-9]{1,40}(?:(?:String|Value)[^A-Za-z0-9]{1,10})?([A-Za-z0-9-]{3,60})")
_VERDICT = pattern(r"\bSFV[^A-Za-z0-9]{1,3}(NSPM|SPM|SK[A-Z]|SFE|BLK)\b")
_JSON_DATE = pattern(r"/Date\((-?\d{1,15})\)/")
_SLASHED = pattern(
    r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})[ ,T]{1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?(?: ?([AP])M)?",
    re.IGNORECASE,
)


def read(data: bytes) -> tuple[TraceEntry, ...]:
    """Every entry of an export; at most the first 25 MB and 20,000 rows of it.

    Raises ValueError where ``data`` is no message trace: neither JSON nor CSV with a column for the Message-ID or the
    recipient.
    """
    text = _decoded(data[:MOST_BYTES])
    rows = _of_json(text) if text.lstrip()[:1] in ("[", "{") else _of_csv(text)
    entries = [entry for line, row in enumerate(islice(rows, _MOST_ROWS), 1) for entry in _entries(line, _normal(row))]
    if not any(entry.message_id or entry.recipient or entry.trace_id for entry in entries):
        raise ValueError("no column of a message trace, such as MessageId or RecipientAddress")
    return tuple(entries)


def _decoded(data: bytes) -> str:
    """The text of an export: PowerShell and the Exchange admin center write UTF-16, with a byte order mark or not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    head = data[:2_000]
    if head.count(b"\0") > len(head) // 4:
        return data.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    return data.decode("utf-8-sig", "replace")


def _of_json(text: str) -> Iterator[Mapping[str, object]]:
    """The objects of a list, of Graph's ``value``, or one a line."""
    for document in _documents(text):
        held = document.get("value", document) if isinstance(document, dict) else document
        rows = held if isinstance(held, list) else [held]
        yield from (row for row in rows if isinstance(row, dict))


def _documents(text: str) -> Iterator[object]:
    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        for line in islice(text.splitlines(), _MOST_ROWS):
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                continue


def _of_csv(text: str) -> Iterator[Mapping[str, object]]:
    """The rows of a table with a head; PowerShell may put a ``#TYPE`` line above it."""
    lines = text.lstrip("\ufeff\r\n")
    if lines.startswith("#TYPE"):
        lines = lines.partition("\n")[2]
    head = lines.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(lines.replace("\0", "")), delimiter=separator)
    try:
        yield from reader
    except csv.Error:
        return


def _normal(row: Mapping[str, object]) -> dict[str, str]:
    """``row`` with its columns' names in lower case without punctuation, its values as text."""
    found: dict[str, str] = {}
    for name, value in islice(row.items(), 100):
        if isinstance(name, str) and isinstance(value, str | int | float):
            found["".join(c for c in name.lower() if c.isalnum())] = str(value)[:_MOST_CELL].strip()
    return found


def _entries(line: int, row: Mapping[str, str]) -> Iterator[TraceEntry]:
    """The entry of a row; a summary report holds all recipients of a message in one, as ``address##status;…``."""
    statuses = [part.partition("##") for part in row.get("recipientstatus", "").split(";") if "@" in part]
    if statuses and not _cell(row, "recipient"):
        for recipient, _, status in statuses[:100]:
            yield _entry(line, row, recipient.strip(), status.strip() or None)
    else:
        yield _entry(line, row, _cell(row, "recipient"), _cell(row, "status") or _cell(row, "event"))


def _entry(line: int, row: Mapping[str, str], recipient: str | None, status: str | None) -> TraceEntry:
    telling = " ".join(row[name] for name in _TELLING if row.get(name))
    pool, verdict = _POOL.search(telling), _VERDICT.search(telling)
    return TraceEntry(
        line=line,
        message_id=_cell(row, "message_id"),
        trace_id=_cell(row, "trace_id"),
        sender=_cell(row, "sender"),
        recipient=recipient,
        time=_time(_cell(row, "time") or ""),
        status=status,
        from_ip=parse_ip(_cell(row, "from_ip") or ""),
        to_ip=parse_ip(_cell(row, "to_ip") or ""),
        directionality=_cell(row, "directionality"),
        connector=_cell(row, "connector"),
        verdict=verdict[1] if verdict else None,
        pool=pool[1] if pool else row.get("outboundippoolname") or None,
        detail=" ".join((row.get("detail") or row.get("description") or "").split())[:_MOST_WORDS] or None,
    )


def _cell(row: Mapping[str, str], column: str) -> str | None:
    return next((value[:_MOST_WORDS] for value in _present(row, _NAMES[column])), None)


def _present(row: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    return (row[name] for name in names if row.get(name))


def _time(text: str) -> datetime | None:
    """A time as the tools write it, in UTC where it names no zone; None for what is none."""
    try:
        if found := _JSON_DATE.fullmatch(text):
            return datetime.fromtimestamp(int(found[1]) / 1000, UTC)
        if found := _SLASHED.match(text):
            return _slashed(found)
        parsed = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _slashed(found: re.Match[str]) -> datetime:
    """Month first, as PowerShell's culture for the United States has it; day first where that cannot be."""
    first, second, year, hour, minute = (int(found[group]) for group in range(1, 6))
    month, day = (first, second) if first <= 12 and "." not in found[0][:6] else (second, first)
    if found[7]:
        hour = hour % 12 + (12 if found[7].upper() == "P" else 0)
    return datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=UTC)
