"""DMARC (RFC 9989, which replaced RFC 7489): the record, where it is found, and what is aligned."""

from __future__ import annotations

from mailmend.dmarc.discovery import DmarcCheck, Suffixes, aligned, discover
from mailmend.dmarc.record import DmarcRecord, parse

__all__ = ["DmarcCheck", "DmarcRecord", "Suffixes", "aligned", "discover", "parse"]
