"""The receiver refused the message for its DKIM signature, and the bounce does not tell what is wrong with it.

What happened. The words of the receiver are about DKIM alone, as a signature that is missing, or that does not verify.
The header of the message did not come back with the bounce, or what came back shows nothing wrong.

Why receivers do this. Large receivers ask senders of much mail for a signature that passes, and ask it of everybody
over IPv6.

How mailmend knows. From the far server's words. Signature and selector, by which the key could be looked up, stand only
in the header of the message itself.

How to mend it. Look at the header of a message that was delivered elsewhere, or that you send to yourself: is there a
DKIM-Signature with d= the author's domain? Then check its key with mailmend check DOMAIN --selector and the name behind
s=. If there is none, turn signing on where the message is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner, Subtype
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _stories

CODE = "MM-DKIM-006"
WORDS = {
    "title": "Refused for its DKIM signature; the bounce does not tell what is wrong with it",
    "happened": "The receiver refused the message because no DKIM signature of it passed. Leave the SPF record as it "
    "is.",
    "do": "See whether such a message carries a signature (DKIM-Signature in its header), and check its key: mailmend "
    "check {domain!q} --selector NAME",
    "do.unnamed": "See whether such a message carries a signature (DKIM-Signature in its header), and check its key: "
    "mailmend check DOMAIN --selector NAME",
}
_REPLY = "550 5.7.20 DKIM signature verification failed"
EXAMPLE = Story(bounce=_REPLY)
NEAR_MISS = Story(bounce=_stories.refused("550 5.7.1 Message refused: DMARC evaluation failed for contoso.example"))


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding for every refusal about DKIM alone; the rules that know what is wrong defeat it."""
    if evidence.attempt.subtype is not Subtype.DKIM or not evidence.bounce.failed:
        return
    domain = evidence.identities.author_domain or ""
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"),),
        params=phrase(CODE, domain=domain).params,
        variant="" if domain else "unnamed",
        defeats=("MM-BOUNCE-001",),
    )
