"""The results of check_host() (RFC 7208 §2.6)."""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """What an SPF check says, spelled as RFC 7208 §2.6 does."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
