"""Enhanced status codes (RFC 3463 §2): ``class.subject.detail``, told apart from addresses and version numbers."""

from __future__ import annotations

import re

from mailmend.pattern import pattern

# RFC 3463 §2: three classes; subjects 0 to 7 are assigned; a detail has up to three digits (RFC 5248 §2.1).
STATUS = r"[245]\.[0-7]\.\d{1,3}(?![\d]|\.\d)"
_AFTER_REPLY = pattern(rf"(?<![\d.])[245]\d\d[ -]{{1,3}}[#(<\[']?({STATUS})")
# On its own a code stands where a word stands; ``v5.2.1``, ``/5.2.1`` and ``5.2.1-RELEASE`` are versions.
_ALONE = pattern(rf"(?:(?<=[\s(\[#:;,'\"<=>])|\A)({STATUS})(?![\w-])")
_VERSION = pattern(r"(?:version|release|ver\.?|postfix|exim|sendmail|server|build|pro)[ :]{0,2}\Z", re.IGNORECASE)
_FIELD = pattern(rf"\s*({STATUS})")


def find_status(text: str) -> str | None:
    """The first enhanced status code in ``text``; one that follows a reply code counts before one that stands alone."""
    after = _AFTER_REPLY.search(text)
    if after:
        return after[1]
    for found in _ALONE.finditer(text):
        if not _VERSION.search(text[max(found.start(1) - 12, 0) : found.start(1)]):
            return found[1]
    return None


def status_field(value: str) -> str | None:
    """The code of a ``Status:`` field (RFC 3464 §2.3.4), comments after it left out."""
    found = _FIELD.match(value)
    return found[1] if found else None


def generic(status: str) -> bool:
    """Whether the code says no more than its class (RFC 3463 §3.1: ``X.0.0``)."""
    return status.endswith(".0.0")
