"""The DKIM signature does not verify: the message was changed after signing, or signed with another key.

What happened. The message is signed and the key is there, but the receiver found that signature and message do not fit.
If the body hash differs, the body was changed on the way: a footer, a disclaimer, a mailing list, a gateway that
rewrites links or lines. If the signature itself is wrong, a signed header was changed, or the private key in use does
not belong to the key in DNS.

Why receivers do this. A signature that does not verify proves nothing.

How mailmend knows. From the far server's words, or from the Authentication-Results field of the server that looked at
it. mailmend does not verify the signature itself: a report seldom brings the whole message back.

How to mend it. Let whatever changes the message do it before it is signed, or sign after it. If every message fails,
compare the key in DNS with that of the signing software, and publish it anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Cite, Confidence, Evidence, Finding, Owner, SignatureView
from mailmend.pattern import pattern
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dkim, _stories

CODE = "MM-DKIM-002"
WORDS = {
    "title": "The DKIM signature of {domain} does not verify",
    "title.body": "The DKIM signature of {domain} does not verify: the body was changed after signing",
    "happened": "The message is signed by {domain}, and the receiver found that the signature does not fit it.",
    "happened.body": "The message was changed after it was signed by {domain}, so that the signature does not fit its "
    "body.",
    "do": "Find what changes the message after signing (gateway, footer, list), or publish the key of the signing "
    "software anew.",
    "do.body": "Let whatever changes the body (footer, disclaimer, gateway, list) do it before the message is signed.",
}
_REPLY = "550 5.7.20 DKIM signature verification failed: body hash did not verify"
EXAMPLE = Story(bounce=_stories.refused(_REPLY, _stories.signed()), world=_stories.KEY)
NEAR_MISS = Story(bounce=_stories.refused("550 5.7.20 DKIM failed: no key", _stories.signed()))

_BODY = pattern(r"\bbody ?hash\b|\bbh\b", re.IGNORECASE)
_VERIFY = pattern(r"\bverif|\bbad signature|\bsignature (?:is )?(?:invalid|wrong|bad)|\bbody ?hash", re.IGNORECASE)
_MOST = 2000


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a signature that counts has a usable key and is said to fail."""
    if not _dkim.may_decide(evidence):
        return
    for view in _dkim.that_count(evidence):
        cites = tuple(_said_of(view, evidence))
        usable = view.key is not None and view.key.state == "usable"
        if cites and usable and not _dkim.another_is_sound(evidence, view):
            yield _finding(evidence, view, cites)
            return


def _finding(evidence: Evidence, view: SignatureView, cites: tuple[Cite, ...]) -> Finding:
    said = " ".join([evidence.attempt.said, *(statement.reason or "" for statement in view.stated)])
    return Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=_dkim.alone(evidence) or evidence.attempt.subtype in ("dmarc", "alignment"),
        owner=Owner.SENDER_ADMIN,
        cites=(*cites, _dkim.field(view, f"d={view.signature.domain}")),
        params=phrase(CODE, domain=view.signature.domain).params,
        variant="body" if _BODY.search(said[:_MOST]) else "",
        defeats=("MM-BOUNCE-001", "MM-DMARC-001", "MM-DKIM-006"),
    )


def _said_of(view: SignatureView, evidence: Evidence) -> Iterator[Cite]:
    """Where it is said that the signature fails: in the refusal, or in what a receiver stated."""
    if evidence.attempt.subtype == "dkim" and _VERIFY.search(evidence.attempt.said[:_MOST]):
        yield _cites.said(evidence, "remote", "text")
    for statement in view.stated:
        if statement.result in ("fail", "permerror", "neutral"):
            yield Cite(kind="bounce", text=" ".join(statement.text.split())[:_MOST])
