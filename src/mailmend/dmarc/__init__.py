"""DMARC (RFC 9989, which replaced RFC 7489): the record, where it is found, what is aligned, where reports go."""

from __future__ import annotations

from mailmend.dmarc.destinations import Destination, destinations
from mailmend.dmarc.discovery import DmarcCheck, Suffixes, aligned, almost_in, discover, records_in
from mailmend.dmarc.mending import mended
from mailmend.dmarc.record import ERRORS, STRENGTH, DmarcRecord, parse
from mailmend.dmarc.reported import ReportedSource

__all__ = [
    "ERRORS",
    "STRENGTH",
    "Destination",
    "DmarcCheck",
    "DmarcRecord",
    "ReportedSource",
    "Suffixes",
    "aligned",
    "almost_in",
    "destinations",
    "discover",
    "mended",
    "parse",
    "records_in",
]
