"""A connector of the sender's Microsoft 365 does not recognise the server that hands it the message.

What happened. The firm's own server, application or gateway hands its mail to Microsoft 365, and Microsoft 365 no
longer takes it for the tenant's own: no inbound connector fits its certificate or address (5.7.64 TenantAttribution).
Or the far gateway did not expect mail from Microsoft's relay pool (5.7.367).

Why Microsoft does this. Without a connector anybody could send through the tenant.

How mailmend knows. From Microsoft's words and codes.

How to mend it. The connector names a certificate or addresses; a renewed certificate with another name, or a new
address of the internet line, makes it miss. Correct the connector, by certificate where you can.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-014"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "No inbound connector of your Microsoft 365 fits the server that sends",
    "title.relayed": "The receiving gateway did not expect this server of Microsoft 365",
    "title.journal": "Your Microsoft 365 does not take journal messages from your own servers",
    "happened": "Your server hands its mail to Microsoft 365, and no connector of your tenant recognises it. "
    f"{_NOT_DNS}",
    "happened.relayed": "The message was forwarded or relayed through Microsoft 365, and the receiving gateway did not "
    f"expect it from there. {_NOT_DNS}",
    "happened.journal": "Your own Exchange server hands journal messages to Microsoft 365, which does not take them. "
    f"{_NOT_DNS}",
    "do": "Correct the inbound connector: its certificate name or address must be that of your server. The steps are "
    "below.",
    "do.relayed": "Make Microsoft 365 recognise the sender as yours, so that the message does not leave by the relay "
    "pool: the steps are below.",
    "do.journal": "Let journaling on your own servers deliver to a mailbox outside Exchange Online.",
}
EXAMPLE = Story(bounce="550 5.7.64 TenantAttribution; Relay Access Denied")
NEAR_MISS = Story(bounce="554 5.7.1 <anna@fabrikam.example>: Relay access denied")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a connector of the tenant, or what it makes of the message, is the reason."""
    if not is_connector(evidence):
        return
    code, said = _refusal.status(evidence), _refusal.words(evidence)
    relayed = evidence.attempt.status == "5.7.367"
    variant = "relayed" if relayed else "journal" if code == "5.3.190" or "journaling" in said else ""
    yield _refusal.cause(evidence, CODE, variant, owner=Owner.SENDER_ADMIN)


def is_connector(evidence: Evidence) -> bool:
    """Whether the relaying that was denied is the tenant's own."""
    if not _refusal.refused_for(evidence, Category.RELAY):
        return False
    said = _refusal.words(evidence)
    own = evidence.attempt.status in ("5.7.64", "5.7.367") or _refusal.status(evidence) in ("5.7.64", "5.3.190")
    return own or "tenantattribution" in said or "journaling on-premises" in said
