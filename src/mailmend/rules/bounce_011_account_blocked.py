"""Microsoft 365, or the sender's own service, keeps the account or the domain from sending.

What happened. The message never left: the sender's own side refused it. Exchange Online puts an account that sent
spam under Restricted entities (5.1.8, AS(42004)); it blocks mail from domains that are not registered in the tenant
(5.7.750), automatic forwarding to other organizations (5.7.520), and senders banned by its own lists (5.7.501 to 503).

Why Microsoft does this. A stolen account is the commonest source of spam, and the pool of addresses is everybody's.

How mailmend knows. From Microsoft's words and codes.

How to mend it. Secure the account first, release it second. Forwarding is allowed by the outbound spam policy, the
unregistered domain by adding it to the tenant or by a connector with a certificate.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal
from mailmend.rules.bounce_010_own_limit import is_own_limit

CODE = "MM-BOUNCE-011"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The sender\u2019s own account is blocked from sending",
    "title.forwarding": "Your tenant forbids automatic forwarding to other organizations",
    "title.unregistered": "Microsoft 365 does not send for a domain that your tenant has not registered",
    "happened": f"Your own account is blocked from sending; the message never left. {_NOT_DNS}",
    "happened.forwarding": "The outbound spam policy of your own tenant forbids automatic forwarding to other "
    f"organizations. {_NOT_DNS}",
    "happened.unregistered": "Microsoft 365 did not send the message, because the domain of its sender is not "
    f"registered in the tenant that it came through. {_NOT_DNS}",
    "do": "Secure the account (password, multifactor authentication, inbox rules), then release it: the steps are "
    "below.",
    "do.forwarding": "If the forwarding is wanted, allow it for this mailbox in the outbound spam policy: the steps "
    "are below. If nobody set it up, the mailbox is stolen.",
    "do.unregistered": "Add the domain to your tenant as an accepted domain, or let a connector recognise your server "
    "by its certificate: the steps are below.",
}
EXAMPLE = Story(bounce="550 5.1.8 Access denied, bad outbound sender AS(42004)")
NEAR_MISS = Story(bounce="553 5.1.8 Domain of sender address bob@contoso.example does not exist")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the sender's own side does not let the account or domain send."""
    if not _refusal.refused_for(evidence, Category.SENDER_BLOCKED) or is_own_limit(evidence):
        return
    said, code = _refusal.words(evidence), _refusal.status(evidence)
    forwards = code == "5.7.520" or "external forwarding" in said
    unregistered = code == "5.7.750" or "unregistered domain" in said
    variant = "forwarding" if forwards else "unregistered" if unregistered else ""
    yield _refusal.cause(evidence, CODE, variant, owner=Owner.SENDER_ADMIN)
