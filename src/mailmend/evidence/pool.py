"""By which of Microsoft's delivery pools the refused hop left (``knowledge/pools.toml`` has each signal's source).

A pool is evidence, never an assumption: most high-risk addresses lie inside Microsoft's published SPF include, relay
addresses never do, so SPF is always evaluated for the real address besides.
"""

from __future__ import annotations

import re

from mailmend.knowledge import Pools
from mailmend.mail import HeaderField
from mailmend.model import Client, Confidence, DeliveryAttempt, Identities, Notification, Pool, Signal, Told
from mailmend.pattern import pattern
from mailmend.span import Quote

# Microsoft, message headers, 2025-07-07: what was judged outbound spam (SPM, OSPM), by a filter or by a rule (SKS).
_JUDGED_SPAM = pattern(r"\b(?:SFV:(?:SPM|SKS)|CAT:OSPM)(?=;)")
_SPAM_VERDICTS = ("SPM", "SKS")
_OUTBOUND_PATH = pattern(r"DIR:OUT;\s{0,20}SFP:(\d{4})", re.IGNORECASE)
_NOT_MICROSOFT = "not-microsoft"


def judge(bounce: Notification, who: Identities, client: Client | None, told: Told, pools: Pools) -> Pool:
    """The pool with its signals, the surest first; ``unknown`` where neither address nor header tells."""
    headers = bounce.original.headers
    signals = [
        *_traced(told),
        *_by_path_code(headers, pools),
        *_by_relay_mark(headers),
        *_by_address(who, bounce.attempt, pools),
        *_by_host_name(client, pools),
        *_by_verdict(headers, told),
        *_by_wrapper(bounce.attempt),
    ]
    elsewhere = _outside_microsoft(who, bounce.attempt, pools)
    if elsewhere and not any(signal.id == "S1" for signal in signals):
        return elsewhere
    ranked = sorted(signals, key=lambda s: (s.confidence.rank, s.id))
    if not ranked:
        return Pool(name="unknown", confidence=Confidence.POSSIBLE)
    name = ranked[0].pool
    # A mark that was measured, and the documented reason for this pool in the tenant's own records: no doubt is left.
    sure = any(s.id != "S6" and s.pool == name for s in ranked) and name == "high-risk" and _traced_as_spam(told)
    return Pool(name=name, confidence=Confidence.CERTAIN if sure else ranked[0].confidence, signals=tuple(ranked))


def _traced(told: Told) -> list[Signal]:
    """S1: the tenant's own message trace names the pool (Microsoft, outbound delivery pools, 2023-11-03)."""
    if not told.pool:
        return []
    line = next((entry for entry in told.trace if entry.pool), None)
    text = f"--trace, line {line.line}: OutboundIpPoolName = {line.pool}" if line else told.pool
    return [Signal(id="S1", pool=told.pool, confidence=Confidence.CERTAIN, text=text)]


def _by_path_code(headers: tuple[HeaderField, ...], pools: Pools) -> list[Signal]:
    """S2: the SFP code that Exchange Online stamps on outbound mail (measured, undocumented)."""
    for field in headers:
        if field.name.lower() != "x-forefront-antispam-report":
            continue
        found = _OUTBOUND_PATH.search(field.value[:20_000])
        sign = pools.by_sfp(found.group(1)) if found else None
        if found and sign:
            quote = Quote(line=field.line, text=f"{field.name}: …{found.group(0)}…")
            return [Signal(id="S2", pool=sign.pool, confidence=sign.confidence, text=found.group(0), quote=quote)]
    return []


def _by_relay_mark(headers: tuple[HeaderField, ...]) -> list[Signal]:
    """S3: ``X-MS-Exchange-AntiSpam-Relay: 1`` (measured, undocumented)."""
    for field in headers:
        if field.name.lower() == "x-ms-exchange-antispam-relay" and field.value.strip() == "1":
            text = f"{field.name}: 1"
            return [
                Signal(
                    id="S3",
                    pool="relay",
                    confidence=Confidence.LIKELY,
                    text=text,
                    quote=Quote(line=field.line, text=text),
                )
            ]
    return []


def _by_address(who: Identities, attempt: DeliveryAttempt, pools: Pools) -> list[Signal]:
    """S5: the address lies in a range of a pool (documented or measured)."""
    sign = pools.by_address(who.client_ip) if who.client_ip else None
    if not sign or not who.client_ip:
        return []
    quote = attempt.quote("client_ip")
    return [Signal(id="S5", pool=sign.pool, confidence=sign.confidence, text=who.client_ip, quote=quote)]


def _by_host_name(client: Client | None, pools: Pools) -> list[Signal]:
    """S4: the letters in the name of the sending host; its EHLO name is the same for every pool and says nothing."""
    names = client.names if client else None
    for name in names.names if names else ():
        sign = pools.by_host(name)
        if sign and names:
            return [Signal(id="S4", pool=sign.pool, confidence=sign.confidence, text=name, answer=names.answers[0])]
    return []


def _by_verdict(headers: tuple[HeaderField, ...], told: Told) -> list[Signal]:
    """S6: judged spam on its way out, which Microsoft lets leave by this pool (outbound delivery pools, 2023-11-03).

    No other verdict says anything: since 2025 most mail of this pool has none (measured).
    """
    line = next((entry for entry in told.trace if entry.verdict in _SPAM_VERDICTS), None)
    if line:
        text = f"--trace, line {line.line}: SFV:{line.verdict}"
        return [Signal(id="S6", pool="high-risk", confidence=Confidence.LIKELY, text=text)]
    for field in headers:
        value = field.value[:20_000] if field.name.lower() == "x-forefront-antispam-report" else ""
        found = _JUDGED_SPAM.search(value) if "DIR:OUT" in value else None
        if found:
            quote = Quote(line=field.line, text=f"{field.name}: …{found[0]}…")
            return [Signal(id="S6", pool="high-risk", confidence=Confidence.LIKELY, text=found[0], quote=quote)]
    return []


def _traced_as_spam(told: Told) -> bool:
    return any(entry.verdict in _SPAM_VERDICTS for entry in told.trace)


def _by_wrapper(attempt: DeliveryAttempt) -> list[Signal]:
    """S12: 5.7.367 around "Relaying denied" (Microsoft, forwarded message rejected, 2026-03-25)."""
    if attempt.status != "5.7.367":
        return []
    return [
        Signal(
            id="S12", pool="relay", confidence=Confidence.LIKELY, text="5.7.367", quote=attempt.quote("status", "text")
        )
    ]


def _outside_microsoft(who: Identities, attempt: DeliveryAttempt, pools: Pools) -> Pool | None:
    """An address that is not Microsoft's settles it for the refused hop, whatever the message went through before."""
    if not who.client_ip or pools.is_microsoft(who.client_ip):
        return None
    signal = Signal(
        id="S5",
        pool=_NOT_MICROSOFT,
        confidence=Confidence.CERTAIN,
        text=who.client_ip,
        quote=attempt.quote("client_ip"),
    )
    return Pool(name=_NOT_MICROSOFT, confidence=Confidence.CERTAIN, signals=(signal,))
