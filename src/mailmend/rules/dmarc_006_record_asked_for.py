"""The receiver asks for a DMARC record, and the author's domain has none.

What happened. Some receivers ask senders of much mail for a DMARC record of the From domain (Google 4.7.40 and 5.7.40,
Yahoo, Outlook.com; since 2024 and 2025). Any policy will do, p=none too; there is no record, or it names no policy.

Why receivers do this. A domain with a record says that it takes care of who uses its name, and gets reports.

How mailmend knows. From the far server's words, and from DNS at _dmarc below the author's domain and above it.

How to mend it. Publish a record that begins with v=DMARC1; p=none and names an address for reports. It changes nothing
in how mail is treated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dmarc, _stories

CODE = "MM-DMARC-006"
WORDS = {
    "title": "The receiver asks for a DMARC record, and {author} has none",
    "title.unnamed": "The receiver asks for a DMARC record of the author\u2019s domain",
    "happened": "The receiver takes mail only from domains with a DMARC record, and {author} has none.",
    "happened.unnamed": "The receiver takes mail only from domains with a DMARC record, and finds none for the domain "
    "in the From line.",
    "title.now": "The receiver found no DMARC record of {author}; there is one now",
    "happened.now": "The receiver takes mail only from domains with a DMARC record and found none for {author}. There "
    "is one now, so that a new message will not be refused for this.",
    "do.now": "Send the message again.",
    "do": "Publish a DMARC record for {author}; p=none is enough.",
    "do.unnamed": "Publish a DMARC record for the domain in the From line; p=none is enough.",
}
_REPLY = (
    "421 4.7.40 Your email has been rate limited because the sending domain doesn't have a DMARC record, or its DMARC "
    "record doesn't specify a policy."
)
EXAMPLE = Story(bounce=_stories.refused(_REPLY), world='contoso.example. 300 IN TXT "v=spf1 -all"')
NEAR_MISS = Story(
    bounce=_stories.refused("550 5.7.1 Email from contoso.example is not accepted due to domain's DMARC policy"),
)

_ASKS = pattern(
    r"(?:\bnot|n't) (?:have|publish\w{0,3}|specify|contain|provide)\b.{0,20}\bdmarc (?:record|policy)|"
    r"\b(?:no|missing|lacks?|without|require[sd]?|must have|needs?) (?:a |an |any )?(?:valid )?dmarc (?:record|policy)|"
    r"\bdmarc (?:record|policy) (?:is |was )?(?:missing|not found|required|not published|does not exist)",
    re.IGNORECASE,
)
_MOST = 2000


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a record is asked for and none with a policy is there."""
    policy = evidence.dmarc
    if not evidence.bounce.failed or not _ASKS.search(evidence.attempt.said[:_MOST]):
        return
    author, there = _dmarc.author(evidence), policy is not None and policy.policy is not None
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN if policy and not there else Confidence.LIKELY,
        cause=True,
        owner=Owner.NOBODY if there else Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *_dmarc.record(evidence)),
        params=phrase(CODE, author=author).params,
        variant="now" if there else "" if author else "unnamed",
        defeats=("MM-DMARC-001", "MM-DMARC-002", "MM-BOUNCE-001", "MM-BOUNCE-009"),
    )
