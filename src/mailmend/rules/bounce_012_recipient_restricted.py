"""The recipient takes mail from certain senders only.

What happened. The mailbox or group exists and refuses this sender: it takes mail from its own organization only, from
its members, or from a list of senders. Exchange says so with 5.7.1 RESOLVER.RST and with 5.7.124, 5.7.133, 5.7.134,
5.7.136 and 5.7.193.

Why receivers do this. Distribution lists of a whole firm, meeting rooms and internal groups are spared mail from
outside.

How mailmend knows. From the far server's words and codes.

How to mend it. Only the recipient's administrator, or the owner of the group, can allow the sender. In Exchange that
is the message delivery restriction of the recipient (``RequireSenderAuthenticationEnabled`` and
``AcceptMessagesOnlyFrom``). A sender inside the same organization must be signed in to send.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-012"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The recipient takes mail from certain senders only",
    "title.inside": "The recipient takes mail from its own organization only",
    "title.group": "The group takes mail from its own organization or its members only",
    "happened": f"The recipient takes mail from certain senders only, and you are not one of them. {_NOT_DNS}",
    "happened.inside": f"The recipient takes mail from its own organization only. {_NOT_DNS}",
    "happened.group": f"The group takes mail from its own organization, or from its members, only. {_NOT_DNS}",
    "do": "Ask the recipient, by another channel, to have you allowed; their administrator does it.",
    "do.inside": "Ask the recipient, by another channel, to have their administrator let in mail from outside "
    "(RequireSenderAuthenticationEnabled of the mailbox).",
    "do.group": "Ask an owner of the group, by another channel, to allow external senders or to make you a member; or "
    "write to one of its members directly.",
}
EXAMPLE = Story(bounce="550 5.7.124 RESOLVER.RST.NotAuthorized; sender not in allowed-senders list")
NEAR_MISS = Story(bounce="530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the recipient, and not the server, does not take this sender."""
    if not _refusal.refused_for(evidence, Category.RECIPIENT_RESTRICTED):
        return
    said = _refusal.words(evidence)
    if "group" in said or _refusal.status(evidence) in ("5.7.133", "5.7.193"):
        variant = "group"
    else:
        variant = "inside" if "authenticat" in said or "rst.auth" in said else ""
    yield _refusal.cause(evidence, CODE, variant)
