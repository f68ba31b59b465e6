"""Command lines for Exchange Online PowerShell: whatever a mail says stands in them quoted, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from mailmend.model import Evidence

_LONGEST = 320
# PowerShell takes the typographic quotation marks for the plain one (about_Quoting_Rules, 2025): each is doubled.
_QUOTES = "'\u2018\u2019\u201a\u201b"
# Get-MessageTraceV2: 90 days back, 10 days a query (Microsoft Learn, read 2026-11).
_KEPT = timedelta(days=90)
_BEFORE, _AFTER = timedelta(days=2), timedelta(days=1)


def quoted(value: str | None) -> str | None:
    """``value`` as a verbatim string of PowerShell; None where it is none, or could not be pasted as one line."""
    if not value or len(value) > _LONGEST or not value.isprintable():
        return None
    return "'" + "".join(c * 2 if c in _QUOTES else c for c in value) + "'"


def command(name: str, *arguments: tuple[str, str | None]) -> str | None:
    """``name`` with its named arguments, each a value of a mail; None where one of them cannot be quoted."""
    parts = [(key, quoted(value)) for key, value in arguments]
    if any(value is None for _, value in parts):
        return None
    return " ".join([name, *(f"-{key} {value}" for key, value in parts)])


def commands(*found: str | None) -> tuple[str, ...]:
    """Those that can be given."""
    return tuple(line for line in found if line)


def around(evidence: Evidence) -> tuple[tuple[str, str], ...] | None:
    """StartDate and EndDate around the refusal, in UTC; None where the trace no longer reaches back so far.

    ``2026-11-17 09:41:00Z`` is read alike whatever the regional options of the computer are.
    """
    now = evidence.told.now
    refused = min(evidence.told.at or evidence.bounce.date or now, now)
    if now - refused > _KEPT - _BEFORE:
        return None
    return (("StartDate", _utc(refused - _BEFORE)), ("EndDate", _utc(min(refused + _AFTER, now))))


def uses_microsoft(evidence: Evidence) -> bool:
    """Whether the sender's mail demonstrably goes through Microsoft 365: it reports, or DNS shows it."""
    if evidence.bounce.dialect in ("exchange-online", "message-trace") or evidence.trace:
        return True
    if (evidence.bounce.reporting_mta or "").lower().endswith((".outlook.com", ".exchangelabs.com")):
        return True
    services = evidence.domain.services if evidence.domain else ()
    return evidence.pool.name not in ("not-microsoft", "unknown") or _any_microsoft(s.id for s in services)


def account(evidence: Evidence) -> str | None:
    """The mailbox that sent the message, as far as the bounce says."""
    return evidence.bounce.original.author or evidence.identities.mail_from or None


def _any_microsoft(ids: Iterable[str]) -> bool:
    return any(id.startswith("microsoft-365") for id in ids)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
