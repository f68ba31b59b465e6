"""The program that sends did not sign in, or may not send as this sender.

What happened. A device, a web site or a program hands its mail to a submission server (RFC 6409), and that server wants
a sign-in (SMTP AUTH, RFC 4954) that was not given, is switched off, or does not belong to the address in the From line.

Why servers do this. Without it anybody could send in the firm's name.

How mailmend knows. From the words and codes: 530 and 535, X.7.8, Microsoft's 5.7.57, 5.7.60 and 5.7.139.

How to mend it. In Microsoft 365: allow authenticated SMTP for this mailbox (``SmtpClientAuthenticationDisabled``), use
OAuth or an application password where multifactor authentication is on, or let a connector recognise the device by its
address. To send as another mailbox, the account needs the permission Send As.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-015"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The program that sends did not sign in to its mail server",
    "title.disabled": "Signing in to send (SMTP AUTH) is switched off for this mailbox or tenant",
    "title.send_as": "The account that signed in may not send as this sender",
    "title.credentials": "The mail server did not accept the name and password of the sending program",
    "happened": f"The program that sends did not sign in to its mail server. {_NOT_DNS}",
    "happened.disabled": "Signing in to send (SMTP AUTH) is switched off for this mailbox or for the whole tenant. "
    f"{_NOT_DNS}",
    "happened.send_as": "The account that signed in may not send with this From address. " + _NOT_DNS,
    "happened.credentials": f"The mail server did not accept the name and password of the sending program. {_NOT_DNS}",
    "do": "Give the program a name and password, and the submission server with port 587 and STARTTLS.",
    "do.disabled": "Allow authenticated SMTP for this one mailbox, or let the program sign in with OAuth: the command "
    "is below.",
    "do.send_as": "Give the account the permission Send As for the mailbox in the From line, or send with its own "
    "address.",
    "do.credentials": "Correct name and password; where multifactor authentication is on, use OAuth or an application "
    "password.",
}
EXAMPLE = Story(bounce="530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM")
NEAR_MISS = Story(bounce="550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; Sender not authenticated for group")

_SIGN_IN = (
    "authentication required",
    "not authenticated",
    "authentication unsuccessful",
    "must authenticate",
    "log in",
    "authenticate first",
    "username and password",
    "credentials",
    "smtpclientauthentication",
    "smtp auth",
    "need to authenticate",
)
_WRONG = ("unsuccessful", "not accepted", "invalid", "incorrect")
_CODES = ("5.7.57", "5.7.8", "5.7.139", "5.7.9", "5.7.3")
_SEND_AS = ("send as this sender", "sendasdenied", "not have permissions to send as", "send on behalf")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the sender's own submission is refused."""
    if is_sign_in(evidence):
        variant = _variant(_refusal.words(evidence))
        yield _refusal.cause(evidence, CODE, variant, owner=Owner.SENDER_ADMIN, defeats=("MM-EVIDENCE-001",))


def is_sign_in(evidence: Evidence) -> bool:
    """Whether the server wants a sign-in that was not given, or another one."""
    said = _refusal.words(evidence)
    if evidence.bounce.failed and any(mark in said for mark in _SEND_AS):
        return True
    if not _refusal.refused_for(evidence, Category.SECURITY):
        return False
    return _refusal.status(evidence) in _CODES or any(mark in said for mark in _SIGN_IN)


def _variant(said: str) -> str:
    if any(mark in said for mark in _SEND_AS):
        return "send_as"
    if "disabled" in said:
        return "disabled"
    return "credentials" if any(mark in said for mark in _WRONG) else ""
