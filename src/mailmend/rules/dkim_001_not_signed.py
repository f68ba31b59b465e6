"""The message carried no DKIM signature, and the receiver asks for one.

What happened. The receiver refused the message for want of a DKIM signature that passes, and the header that came back
holds none at all: nothing signed the message before it left.

Why receivers do this. A signature proves that the message comes from its domain and was not changed, also when it was
forwarded. Large receivers ask senders of much mail for one, and ask it of everybody over IPv6.

How mailmend knows. From the far server's words and the header of the returned message. A report may shorten that
header, so it is likely and not certain.

How to mend it. Turn on DKIM signing for the author's domain where the message is sent, and publish the key that you are
given there.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dkim, _stories

CODE = "MM-DKIM-001"
WORDS = {
    "title": "The message was not signed with DKIM for {author}",
    "happened": "The receiver asks for a DKIM signature, and the message carried none.",
    "do": "Turn on DKIM signing for {author} where the message is sent, and publish the key there.",
}
_REPLY = "550 5.7.20 No passing DKIM signature found"
EXAMPLE = Story(bounce=_stories.refused(_REPLY))
NEAR_MISS = Story(bounce=_stories.refused(_REPLY, _stories.signed()), world=_stories.KEY)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a header came back, and it holds no signature."""
    headers = evidence.bounce.original.headers
    if not _dkim.may_decide(evidence) or evidence.signatures or not any(f.name.lower() == "from" for f in headers):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=_dkim.alone(evidence),
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"),),
        params=phrase(CODE, author=evidence.identities.author_domain or "").params,
        defeats=("MM-BOUNCE-001", "MM-DMARC-001", "MM-DKIM-006"),
    )
