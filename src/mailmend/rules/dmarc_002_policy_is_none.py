"""The receiver refused the message by DMARC, though the author's domain asks for nothing to be refused.

What happened. Neither SPF nor DKIM passes for the author's domain, and the receiver says that this is why it refused
the message. But the DMARC record of that domain says p=none, or there is none. The receiver follows a rule of its own:
some refuse everything that fails DMARC, some refuse mail that claims to come from certain domains, some judge failing
mail more strictly.

Why receivers do this. RFC 9989 leaves the decision to the receiver; the policy is a request.

How mailmend knows. From the far server's words and the record as DNS has it now. The record may have been another one
when the message was refused.

How to mend it. Do not change the policy: it is not the reason. Let SPF or DKIM pass for the author's domain; then every
receiver is satisfied.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dmarc, _stories

CODE = "MM-DMARC-002"
WORDS = {
    "title": "{author} asks for p=none, and the receiver refused all the same",
    "title.absent": "{author} has no DMARC policy, and the receiver refused by DMARC all the same",
    "happened": "The receiver refused the message because it fails DMARC, by a rule of its own: the policy of {author} "
    "is none.",
    "happened.absent": "The receiver refused the message because it fails DMARC, by a rule of its own: {author} has no "
    "DMARC record.",
    "do": "Leave the policy as it is, and let DKIM or SPF pass for {author}.",
}
_REPLY = "550 5.7.1 Message refused: DMARC evaluation failed for contoso.example"
_ROW = "_dmarc.contoso.example. 300 IN TXT"
EXAMPLE = Story(bounce=_stories.refused(_REPLY), world=f'{_ROW} "v=DMARC1; p=none"')
NEAR_MISS = Story(bounce=_stories.refused(_REPLY), world=f'{_ROW} "v=DMARC1; p=reject"')


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a refusal by DMARC meets a policy that asks for none."""
    policy = evidence.dmarc
    if policy is None or not _dmarc.refused_by_it(evidence) or policy.answers[0].outcome == "unavailable":
        return
    if (policy.policy or "none") != "none":
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "remote", "text"), *_dmarc.record(evidence)),
        params=phrase(CODE, author=policy.author_domain).params,
        variant="" if policy.record else "absent",
    )
