"""What the asker knows and the bounce does not say."""

from __future__ import annotations

from datetime import datetime

from mailmend.dmarc import ReportedSource
from mailmend.frozen import frozen


@frozen
class Told:
    """What the asker knows and the bounce does not say. ``now`` is when the question is put.

    ``discreet``: DNS is asked without the local part of the sender, which the macros ``%{l}`` and ``%{s}`` would tell
    to whoever runs the name servers (RFC 7208 §11.6). ``selectors`` are DKIM selectors that the domain signs with,
    ``reports`` the senders that DMARC aggregate reports name.
    """

    now: datetime
    ip: str | None = None
    sender: str | None = None
    helo: str | None = None
    mine: tuple[str, ...] = ()
    pool: str | None = None
    at: datetime | None = None
    discreet: bool = False
    trace: tuple[TraceEntry, ...] = ()
    selectors: tuple[str, ...] = ()
    reports: tuple[ReportedSource, ...] = ()


@frozen
class TraceEntry:
    """One line of an exported Microsoft 365 message trace: what the sender's own tenant recorded of one recipient.

    ``from_ip`` handed the message to Microsoft 365, ``to_ip`` is the server that it was given to; ``pool`` is the
    outbound pool in Microsoft's word (``OutboundIpPoolName``), ``verdict`` its spam verdict, ``connector`` the inbound
    connector that took the message for the tenant's own. ``line`` is its place in the export, from 1.
    """

    line: int
    message_id: str | None = None
    trace_id: str | None = None
    sender: str | None = None
    recipient: str | None = None
    time: datetime | None = None
    status: str | None = None
    from_ip: str | None = None
    to_ip: str | None = None
    directionality: str | None = None
    connector: str | None = None
    verdict: str | None = None
    pool: str | None = None
    detail: str | None = None
