"""The input reports no failed delivery.

What happened. What was given is not a bounce: an ordinary message, an automatic reply, a report about a delivered
message, or a complaint. Nothing was refused in it.

How mailmend knows. It finds neither a delivery report (RFC 3464) with a failure nor words of a server that refuses.

How to mend it. If a message did come back, give that notification: save it as an .eml file, or copy all of its text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Cite, Confidence, Evidence, Finding, Owner
from mailmend.rules import Story

CODE = "MM-EVIDENCE-002"
WORDS = {
    "title": "No failed delivery is reported here",
    "title.autoreply": "This is an automatic reply, not a bounce",
    "title.delivered": "This reports a delivered message",
    "title.feedback": "This is a complaint or a feedback report, not a bounce",
    "happened": "This input reports no failed delivery.",
    "happened.autoreply": "This is an automatic reply: the message was delivered.",
    "happened.delivered": "This reports that the message was delivered.",
    "happened.feedback": "This is a feedback report (a recipient\u2019s complaint, or a DMARC failure report), not a "
    "bounce.",
    "do": "Nothing. If a message did come back, give that notification as an .eml file or as text.",
}
EXAMPLE = Story(bounce="From: a@contoso.example\nTo: b@fabrikam.example\nSubject: Lunch\n\nShall we meet at noon?\n")
NEAR_MISS = Story(bounce="550 5.1.1 <nobody@fabrikam.example>: Recipient address rejected: User unknown")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding for every notification that is neither a bounce nor a delay, or that names no attempt."""
    bounce = evidence.bounce
    if bounce.failed:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.NOBODY,
        cites=(Cite(kind="bounce", text=bounce.original.subject or str(bounce.kind)),),
        variant=str(bounce.kind),
    )
