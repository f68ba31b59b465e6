"""SMTP TLS reports (RFC 8460): what a sender saw of a domain's TLS in a day. They are no bounces."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Kind, Notification

NAME = "tls-report"

# RFC 8460 §6.4, §6.5.
_TYPES = frozenset(("application/tlsrpt+json", "application/tlsrpt+gzip"))
SIGNS = Signs(types=tuple(_TYPES))


def claims(seen: Seen) -> Claim:
    """The media types that the RFC registered for it, and nothing else."""
    if seen.part and any(part.media_type in _TYPES for part in (seen.part, *seen.part.children)):
        return Claim(score=95, why="a part with the media type of a TLS report")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification that says only what this is."""
    yield notification(seen, NAME, (), kind=Kind.FEEDBACK)
