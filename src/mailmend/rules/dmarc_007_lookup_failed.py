"""The receiver could not look up the DMARC record of the author's domain.

What happened. The receiver asked DNS for the record at _dmarc below the author's domain and got no answer: a server of
the domain failed, or the receiver's own DNS did. It puts the message off until it knows the policy.

Why receivers do this. Without the policy they cannot tell whether to refuse what fails.

How mailmend knows. From the far server's words, and by asking for the record itself.

How to mend it. If DNS fails here too, whoever runs the DNS of the domain has to repair it. If it answers here, it was a
moment's fault: the sending server tries again by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dmarc, _stories

CODE = "MM-DMARC-007"
WORDS = {
    "title": "The receiver could not look up the DMARC record of the author\u2019s domain",
    "title.failing": "DNS gives no answer for the DMARC record of {author}",
    "happened": "The receiver could not look up the DMARC record of the author\u2019s domain at that moment. Do not "
    "change DNS.",
    "happened.failing": "The receiver could not look up the DMARC record of {author}, and DNS gives no answer here "
    "either.",
    "do": "Nothing, if the sending server still tries; else send the message again.",
    "do.failing": "Have whoever runs the DNS of {author} repair the servers that do not answer, then send again.",
}
_REPLY = "450 4.4.0 Temporary DMARC DNS lookup failure"
EXAMPLE = Story(bounce=_stories.refused(_REPLY), world='_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=reject"')
NEAR_MISS = Story(bounce=_stories.refused("550 5.7.1 Message refused: DMARC evaluation failed for contoso.example"))

_FAILED = pattern(
    r"\bdmarc\b.{0,30}\b(?:lookup|dns|query)\b.{0,20}(?:fail|error|time)|"
    r"\btemp\w{0,7} (?:error|failure|problem)\b.{0,40}\bdmarc\b|\bdmarc\b.{0,20}\btemp(?:orary)? ?(?:error|fail)|"
    r"\btemporary dmarc\b",
    re.IGNORECASE,
)
_MOST = 2000


def looked_up_in_vain(evidence: Evidence) -> bool:
    """Whether the far server says that it could not look the record up."""
    return evidence.bounce.failed and _FAILED.search(evidence.attempt.said[:_MOST]) is not None


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server could not look up the record; who must act depends on what DNS says here."""
    if not looked_up_in_vain(evidence):
        return
    answer = _dmarc.answer_of(evidence)
    failing = answer is not None and answer.outcome == "unavailable"
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN if failing else Confidence.LIKELY,
        cause=True,
        owner=Owner.DNS_HOST if failing else Owner.TRANSIENT,
        cites=(_cites.said(evidence, "remote", "text"), *_dmarc.record(evidence)),
        params=phrase(CODE, author=_dmarc.author(evidence)).params,
        variant="failing" if failing else "",
        defeats=("MM-DMARC-001", "MM-DMARC-002", "MM-BOUNCE-001", "MM-EVIDENCE-001"),
        dns_innocent=not failing,
    )
