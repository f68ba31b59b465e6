"""The message is larger than the receiver allows.

What happened. The message, with its attachments as they are sent (a third larger than on disk, RFC 2045 section 6.8),
exceeds a limit: of the receiving server, of the mailbox, or of the sender's own service.

Why receivers do this. Every server has a limit; 25 MB is common, 10 MB still occurs.

How mailmend knows. From the far server's words and code (RFC 3463: X.3.4 and X.2.3; RFC 1870: 552).

How to mend it. Send a link to the file, or the file in parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-004"
WORDS = {
    "title": "The message is larger than the receiver allows",
    "title.limit": "The message is larger than the receiver allows ({limit})",
    "title.own": "The message is larger than your own Microsoft 365 allows",
    "happened": "The message is larger than the receiver allows. This has nothing to do with DNS: do not change DNS.",
    "happened.limit": "The message is larger than the receiver allows, which is {limit}. This has nothing to do with "
    "DNS: do not change DNS.",
    "happened.own": "The message is larger than your own Microsoft 365 lets this mailbox send. This has nothing to do "
    "with DNS: do not change DNS.",
    "do": "Send the attachment as a link, or in several messages: on its way it grows by a third.",
    "do.own": "Send the attachment as a link. An administrator can raise the limit of the mailbox to 150 MB, but few "
    "receivers take so much.",
}
EXAMPLE = Story(bounce="552 5.3.4 <anna@fabrikam.example>: Message size exceeds fixed limit of 10485760 bytes")
NEAR_MISS = Story(bounce="452 4.3.1 Insufficient system storage")

_LIMIT = pattern(
    r"(?:limit|maximum|max|allowed|larger than|up to|exceeds?)[^0-9.;]{0,40}?"
    r"(\d{1,6}(?:\.\d{1,2})? ?(?:mb|mib|kb|gb|m)\b|\d{5,12}(?: bytes)?)"
)


_MEBI = 1_048_576


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the size is refused; it names the limit where the receiver does."""
    if not _refusal.refused_for(evidence, Category.SIZE):
        return
    said = _refusal.words(evidence)
    found = _LIMIT.search(said)
    limit = _readable(found[1]) if found else ""
    variant = "own" if _refusal.by_own_side(evidence) and "sender" in said else "limit" if limit else ""
    yield _refusal.cause(evidence, CODE, variant, params=phrase(CODE, limit=limit).params)


def _readable(limit: str) -> str:
    number = limit.removesuffix(" bytes")
    if not number.isdigit():
        return limit.upper()
    # Limits are set in units of 1,024 (RFC 1870 has plain bytes); told as people know them.
    return f"{int(number) // _MEBI} MB" if int(number) % _MEBI == 0 else f"{int(number) / 1_000_000:.1f} MB"
