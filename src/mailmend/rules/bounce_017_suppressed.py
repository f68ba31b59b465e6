"""The sending service did not try, because earlier mail to this address had bounced or was complained about.

What happened. Services that send for others keep a list of addresses to which they do not send any more: after a
bounce, a complaint, or an unsubscription. The message was dropped there; the receiver has not seen it.

Why services do this. Who keeps writing to addresses that bounce is taken for a spammer, and the service's addresses
are shared by all its customers.

How mailmend knows. From the service's words; no receiving server is quoted.

How to mend it. If the address works again, remove it from the suppression list in the service's console, then send.
After a complaint ask the recipient first.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-017"
WORDS = {
    "title": "The sending service did not try: the address is on its suppression list",
    "happened": "The sending service did not try to deliver, because earlier mail to this address had bounced or was "
    "complained about. This has nothing to do with DNS: do not change DNS.",
    "do": "If the address works again, remove it from the service\u2019s suppression list, then send. After a "
    "complaint ask the recipient first.",
}
EXAMPLE = Story(bounce="550 5.1.1 Amazon SES did not send the message because the address is on the suppression list")
NEAR_MISS = Story(
    bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table"
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the sending service held the message back."""
    if _refusal.refused_for(evidence, Category.SUPPRESSED):
        yield _refusal.cause(evidence, CODE)
