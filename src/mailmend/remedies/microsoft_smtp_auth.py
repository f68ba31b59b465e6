"""Let a device or program sign in to send through Microsoft 365 (SMTP AUTH), or send as another mailbox.

Sources: Microsoft Learn, enable or disable authenticated client SMTP submission; how to set up a device or application
to send email; Add-RecipientPermission (read 2026-11).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._powershell import account, command, commands, uses_microsoft

CURES = ("MM-BOUNCE-015",)
WORDS = {
    "title": "Let this mailbox sign in to send",
    "server": "The program sends through smtp.office365.com, port 587 with STARTTLS, and signs in as the mailbox; "
    "where multifactor authentication is on, with OAuth.",
    "mailbox": "Allow it for this mailbox only; leave it off for the tenant. Security defaults of Microsoft Entra "
    "block it too.",
    "send_as": "Let the account send as the mailbox",
    "send_as.1": "Find out with which account the program signs in, then give that account the permission Send As: "
    "Exchange admin center, Recipients, Mailboxes, Delegation.",
}
_CODES = ("5.7.57", "5.7.60", "5.7.139", "5.7.3")


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps in Microsoft 365, None where the submission server is another; asks nothing."""
    yield from ()
    if not (uses_microsoft(evidence) or evidence.attempt.status in _CODES):
        return None
    who = account(evidence)
    if finding.variant == "send_as":
        title, keys = "microsoft_smtp_auth.send_as", ["send_as.1"]
        lines = commands(_piped(command("Get-RecipientPermission", ("Identity", who))))
    else:
        title, keys = "microsoft_smtp_auth.title", ["server", "mailbox"]
        lines = commands(
            "Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled",
            _with_off(command("Set-CASMailbox", ("Identity", who))),
        )
    steps = tuple(phrase(f"microsoft_smtp_auth.{key}") for key in keys)
    action = Action(owner=Owner.SENDER_ADMIN, title=phrase(title), steps=steps, commands=lines, syntax="powershell")
    return Remedy(cures=finding.code, actions=(action,))


def _piped(line: str | None) -> str | None:
    return f"{line} | Format-Table Trustee, AccessRights" if line else None


def _with_off(line: str | None) -> str | None:
    return f"{line} -SmtpClientAuthenticationDisabled $false" if line else None
