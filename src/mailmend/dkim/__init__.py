"""DKIM as mailmend needs it: who signed (RFC 6376). No signature is verified: a bounce seldom brings the body back."""

from __future__ import annotations

from mailmend.dkim.signature import Signature, signatures
from mailmend.dkim.tags import tag_list

__all__ = ["Signature", "signatures", "tag_list"]
