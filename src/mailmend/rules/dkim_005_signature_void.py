"""The DKIM signature itself is void: it had expired, uses SHA-1, or lacks something that it must have.

What happened. A signature may say until when it holds (x=); the message arrived later, because it waited in a queue or
was sent on. Or it was made with rsa-sha1, which receivers must not accept any more, or it lacks a tag or does not sign
the From line.

Why receivers do this. An expired or incomplete signature proves nothing (RFC 6376 sections 3.5 and 6.1.1), and SHA-1
must not be used (RFC 8301 section 3.1).

How mailmend knows. It reads the signature in the returned header, and compares x= with the time of the refusal.

How to mend it. Let signatures hold for a week or leave x= out, send without long waits; sign with rsa-sha256 and sign
the From line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mailmend.model import Confidence, Evidence, Finding, Owner, SignatureView
from mailmend.phrase import phrase
from mailmend.rules import Story, _dkim, _stories

CODE = "MM-DKIM-005"
WORDS = {
    "title.expired": "The DKIM signature of {domain} had expired when the message arrived",
    "title.sha1": "The DKIM signature of {domain} was made with SHA-1",
    "title.incomplete": "The DKIM signature of {domain} lacks {lacks}",
    "happened.expired": "The message arrived after its DKIM signature had expired.",
    "happened.sha1": "The message was signed with SHA-1, which receivers do not accept any more.",
    "happened.incomplete": "The DKIM signature of the message is incomplete, so that it counts for nothing.",
    "do.expired": "Send the message again; if it happens often, let signatures hold longer or leave x= out.",
    "do.sha1": "Set the signing software to rsa-sha256.",
    "do.incomplete": "Correct the signing software: a signature must have v, a, b, bh, d, h, s, and h must name From.",
}
_REPLY = "550 5.7.20 DKIM signature validation failed"
EXAMPLE = Story(
    bounce=_stories.refused(_REPLY, _stories.signed(more="t=1700000000; x=1700000600; ")), world=_stories.KEY
)
NEAR_MISS = Story(
    bounce=_stories.refused(_REPLY, _stories.signed(more="t=1795428800; x=1827000000; ")), world=_stories.KEY
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding for the first signature that counts and is void by itself."""
    if not _dkim.may_decide(evidence):
        return
    for view in _dkim.that_count(evidence):
        kind, mark = _void(view, evidence.told.at or evidence.bounce.date or evidence.told.now)
        if not kind or _dkim.another_is_sound(evidence, view):
            continue
        lacks = ", ".join(f"{name}=" for name in view.signature.lacks) or "From"
        yield Finding(
            code=CODE,
            confidence=Confidence.LIKELY,
            cause=_dkim.alone(evidence) or evidence.attempt.subtype in ("dmarc", "alignment"),
            owner=Owner.SENDER_ADMIN,
            cites=(_dkim.field(view, mark),),
            params=phrase(CODE, domain=view.signature.domain, lacks=lacks).params,
            variant=kind,
            defeats=_dkim.GENERAL,
        )
        return


def _void(view: SignatureView, arrived: datetime) -> tuple[str, str]:
    """In which way the signature is void, and the words of it that show it; empty where it is not."""
    signature = view.signature
    if signature.expires is not None and datetime.fromtimestamp(min(signature.expires, _LATEST), UTC) < arrived:
        return "expired", f"x={signature.expires}"
    if (signature.algorithm or "").lower() == "rsa-sha1":
        return "sha1", "a=rsa-sha1"
    # RFC 6376 §5.4: the From field must be signed.
    if signature.lacks or "from" not in signature.covers:
        return "incomplete", "h="
    return "", ""


_LATEST = 32503680000  # the year 3000: later ones no calendar of Python's holds for long
