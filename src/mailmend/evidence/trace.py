"""What the sender's own tenant recorded of the refused message: the entries of a message trace that are about it.

The trace is the asker's own evidence, as good as ``--mine``; its lines are matched by Message-ID, else by recipient and
time. How an export is read stands in ``trace_export.py``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailmend.model import Notification, Told, TraceEntry

# A message is traced where it was taken; its bounce may come days later, when the sending server has given up.
_MOST_LATE = timedelta(days=5)
_CLOCKS = timedelta(minutes=10)


def matching(bounce: Notification, told: Told) -> tuple[TraceEntry, ...]:
    """The entries of the asker's trace about this message and its recipient, in their order."""
    if not told.trace or not bounce.failed:
        return ()
    named = _bare(bounce.original.message_id)
    recipients = {
        address.lower() for a in bounce.attempts for address in (a.recipient, a.original_recipient) if address
    }
    about = [e for e in told.trace if _to(e, recipients)]
    if named:
        exact = [entry for entry in about if _bare(entry.message_id) == named]
        if exact or any(entry.message_id for entry in about):
            return _with_details(exact, told.trace)
    return _with_details([e for e in about if e.recipient and _in_time(e.time, told.at or bounce.date)], told.trace)


def named_pool(told: Told, entries: tuple[TraceEntry, ...]) -> Told:
    """``told`` with only the entries that matter and the pool that they name; what the asker said of it comes first."""
    pool = next((ours for entry in entries if entry.pool and (ours := pool_of(entry.pool))), None)
    return replace(told, pool=told.pool or pool, trace=entries)


def pool_of(name: str) -> str | None:
    """Our name for a value of ``OutboundIpPoolName``, None for one that says nothing.

    Only ``RegularRelayOutboundPool`` is documented (Microsoft Learn, outbound delivery pools, 2023-11-03); the others
    are read by the words that they are made of.
    """
    words = name.lower()
    if "relay" in words:
        return "relay-high-risk" if "highrisk" in words.replace("-", "") else "relay"
    if "highrisk" in words.replace("-", ""):
        return "high-risk"
    return "regular" if "regular" in words else None


def _to(entry: TraceEntry, recipients: set[str]) -> bool:
    """Whether ``entry`` is of one of ``recipients``; an entry without any is of the whole message."""
    return entry.recipient is None or not recipients or entry.recipient.lower() in recipients


def _in_time(traced: datetime | None, refused: datetime | None) -> bool:
    return traced is not None and refused is not None and -_CLOCKS <= refused - traced <= _MOST_LATE


def _with_details(found: list[TraceEntry], every: tuple[TraceEntry, ...]) -> tuple[TraceEntry, ...]:
    """``found`` and the details of the same messages: a detail names its trace and no recipient."""
    traces = {entry.trace_id for entry in found if entry.trace_id}
    lines = {entry.line for entry in found}
    return tuple(e for e in every if e.line in lines or (e.trace_id in traces and e.recipient is None))


def _bare(message_id: str | None) -> str:
    return (message_id or "").strip().strip("<>").lower()
