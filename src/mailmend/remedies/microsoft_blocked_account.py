"""Secure an account that sent spam, then let it send again.

Sources: Microsoft Learn, remove blocked users from the Restricted entities page; responding to a compromised email
account; Get-BlockedSenderAddress and Remove-BlockedSenderAddress (read 2026-11).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._powershell import account, command, commands

CURES = ("MM-BOUNCE-010", "MM-BOUNCE-011", "MM-BOUNCE-016", "MM-POOL-001")
WORDS = {
    "title": "Secure the account, then release it",
    "secure": "Reset the password, sign out all sessions and turn on multifactor authentication (Microsoft Entra admin "
    "center, Users).",
    "rules": "Remove inbox rules, forwarding and application consents that the user does not know.",
    "release": "Release it in the Microsoft Defender portal under Email & collaboration, Review, Restricted entities "
    "(security.microsoft.com/restrictedentities), or with the last command; it takes an hour to work.",
    "look": "Is the account listed in the Microsoft Defender portal under Restricted entities "
    "(security.microsoft.com/restrictedentities)? Then release it there after these steps.",
}
_NO_ACCOUNT = (("MM-BOUNCE-011", "forwarding"), ("MM-BOUNCE-011", "unregistered"))


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps for the sending account; None where no account is at fault; asks nothing."""
    yield from ()
    if (finding.code, finding.variant) in _NO_ACCOUNT or finding.variant == "no_address":
        return None
    if finding.code == "MM-BOUNCE-016" and finding.variant != "own":
        return None
    who = account(evidence)
    blocked = finding.code == "MM-BOUNCE-011"
    keys = ("secure", "rules", "release") if blocked else ("look", "secure", "rules")
    lines = commands(
        _piped(command("Get-BlockedSenderAddress", ("SenderAddress", who)), "Format-List"),
        _piped(command("Get-InboxRule", ("Mailbox", who)), "Format-List Name, Enabled, Description"),
        command("Remove-BlockedSenderAddress", ("SenderAddress", who)) if blocked else None,
    )
    action = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("microsoft_blocked_account.title"),
        steps=tuple(phrase(f"microsoft_blocked_account.{key}") for key in keys),
        commands=lines,
        syntax="powershell",
    )
    return Remedy(cures=finding.code, actions=(action,))


def _piped(line: str | None, to: str) -> str | None:
    return f"{line} | {to}" if line else None
