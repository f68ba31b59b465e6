"""What the sender's own tenant recorded of the message: the exact commands, and what to look for.

``Get-MessageTrace`` and ``Get-MessageTraceDetail`` are withdrawn; the V2 ones reach 90 days back, 10 days a query.
Sources: Microsoft Learn, Get-MessageTraceV2, Get-MessageTraceDetailV2 (read 2026-11); outbound delivery pools
(2026-06-25).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._powershell import around, command, commands, quoted, uses_microsoft

CURES = ("MM-POOL-001", "MM-POOL-002", "MM-EVIDENCE-001", "MM-BOUNCE-010", "MM-BOUNCE-011", "MM-BOUNCE-016")
WORDS = {
    "title": "Look into your own message trace",
    "run": "Connect with Connect-ExchangeOnline and run the lines below, or use Mail flow, Message trace in the "
    "Exchange admin center. (The older Get-MessageTrace without V2 is withdrawn.)",
    "pool": "In the event that sent the message, OutboundIpPoolName names the pool: RegularRelayOutboundPool is the "
    "relay pool, a name with HighRisk the high-risk pool.",
    "from": "FromIP is the server that handed the message to Microsoft 365: empty for a mailbox, an address of yours "
    "for a connector.",
    "volume": "Count what the account sent: an ordinary mailbox with hundreds of recipients an hour is stolen.",
    "give": "Give the file to mailmend, and it draws the conclusions: mailmend diagnose BOUNCE --trace trace.json",
    "late": "The message is older than the 90 days that a trace is kept: send a test message and trace that one.",
}
_EXPORT = "$trace | Get-MessageTraceDetailV2 | ConvertTo-Json -Depth 4 | Set-Content trace.json"


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The commands for this message, None where Microsoft 365 has no part in it or the trace is here; asks nothing."""
    yield from ()
    if finding.code == "MM-BOUNCE-011" and finding.variant:
        return None
    if evidence.trace or not (uses_microsoft(evidence) or finding.code in ("MM-BOUNCE-010", "MM-BOUNCE-011")):
        return None
    counts = finding.code in ("MM-BOUNCE-010", "MM-BOUNCE-011")
    lines = _counting(evidence) if counts else _tracing(evidence)
    keys = ["run", *(("volume",) if counts else ("pool", "from", "give"))] if lines else ["late"]
    steps = tuple(phrase(f"microsoft_message_trace.{key}") for key in keys)
    title = phrase("microsoft_message_trace.title")
    action = Action(owner=Owner.SENDER_ADMIN, title=title, steps=steps, commands=lines, syntax="powershell")
    return Remedy(cures=finding.code, actions=(action,))


def _tracing(evidence: Evidence) -> tuple[str, ...]:
    """The message by its Message-ID, else by sender and recipient; empty where neither is known or it is too old."""
    when = around(evidence)
    if when is None:
        return ()
    about = [("MessageId", evidence.bounce.original.message_id)]
    if quoted(about[0][1]) is None:
        known = (("SenderAddress", evidence.identities.mail_from), ("RecipientAddress", evidence.attempt.recipient))
        about = [(key, value) for key, value in known if quoted(value)]
    found = command("$trace = Get-MessageTraceV2", *about, *when) if about else None
    if found is None:
        return ()
    return commands(found, "$trace | Format-List Received, Status, FromIP, ToIP, MessageTraceId", _EXPORT)


def _counting(evidence: Evidence) -> tuple[str, ...]:
    """How much each recipient domain got from the account."""
    when, sender = around(evidence), evidence.bounce.original.author or evidence.identities.mail_from
    if when is None:
        return ()
    about = (("SenderAddress", sender),) if quoted(sender) else ()
    found = command("$trace = Get-MessageTraceV2 -ResultSize 5000", *about, *when)
    return commands(
        found, "$trace | Group-Object SenderAddress | Sort-Object Count -Descending | Format-Table Count, Name"
    )
