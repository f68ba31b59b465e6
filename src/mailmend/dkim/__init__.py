"""DKIM as mailmend needs it (RFC 6376): who signed, and whether the key is where it should be and can be used.

No signature is verified: a bounce seldom brings the body back. What receivers found is in ``authres``.
"""

from __future__ import annotations

from mailmend.dkim.key import UNUSABLE, KeyRecord, is_key, parse_key
from mailmend.dkim.lookup import KeyLookup, KeyState, key_name, look_up
from mailmend.dkim.signature import Signature, signatures
from mailmend.dkim.tags import Tag, tag_list, tags

__all__ = [
    "UNUSABLE",
    "KeyLookup",
    "KeyRecord",
    "KeyState",
    "Signature",
    "Tag",
    "is_key",
    "key_name",
    "look_up",
    "parse_key",
    "signatures",
    "tag_list",
    "tags",
]
