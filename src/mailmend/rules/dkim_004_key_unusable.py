"""The DKIM key in DNS cannot be used: its record is damaged, revoked, too short, or allows SHA-1 only.

What happened. The message is signed and a record stands where the key should be, but no receiver can verify with it:
the record cannot be read, the key was withdrawn (an empty p=), it has fewer than 1024 bits, or it allows only SHA-1.

Why receivers do this. They read key records by RFC 6376 section 3.6.1 and must not accept short keys and SHA-1 (RFC
8301).

How mailmend knows. It reads the record itself, its key included, and marks the characters.

How to mend it. Publish the record anew as the signing software shows it; for a key that is revoked or too short make a
new one of 2048 bits under another selector and sign with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dkim import UNUSABLE, KeyLookup
from mailmend.model import Confidence, Evidence, Finding, Owner, SignatureView
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dkim, _stories
from mailmend.span import Fault

CODE = "MM-DKIM-004"
WORDS = {
    "title": "The DKIM key {name} cannot be used: its record is damaged at \u201c{detail}\u201d",
    "title.revoked": "The DKIM key {name} is revoked",
    "title.too-short": "The DKIM key {name} has only {detail} bits",
    "title.sha1-only": "The DKIM key {name} allows SHA-1 only",
    "title.several-keys": "There are {detail} key records at {name}",
    "happened": "The message was signed with the key {name}, whose record no receiver can use.",
    "happened.revoked": "The message was signed with the key {name}, which has been revoked.",
    "happened.too-short": "The message was signed with the key {name}, which is too short to be accepted.",
    "happened.sha1-only": "The message was signed with the key {name}, which allows only SHA-1; that is not accepted.",
    "happened.several-keys": "The message was signed with the key {name}, and several records stand there, so that "
    "it is chance which one is taken.",
    "do": "Publish the key record at {name} anew, as your signing software shows it.",
    "do.revoked": "Sign with a selector whose key is published, or publish a new key.",
    "do.too-short": "Make a key of 2048 bits under a new selector, publish it, and sign with it.",
    "do.sha1-only": "Take h= out of the record at {name}, and sign with rsa-sha256.",
    "do.several-keys": "Keep only the record of the key in use at {name}.",
}
_REPLY = "550 5.7.20 DKIM signature verification failed"
EXAMPLE = Story(
    bounce=_stories.refused(_REPLY, _stories.signed()),
    world='s1._domainkey.contoso.example. 300 IN TXT "v=DKIM1; k=rsa; p="',
)
NEAR_MISS = Story(bounce=_stories.refused(_REPLY, _stories.signed()), world=_stories.KEY)

_OWN_WORDS = ("revoked", "too-short", "sha1-only", "several-keys")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding for the first signature that counts and whose key cannot be used."""
    if not _dkim.may_decide(evidence):
        return
    for view in _dkim.that_count(evidence):
        key = view.key
        fault = next((f for f in key.faults if f.kind in UNUSABLE), None) if key else None
        if key is not None and fault is not None and not _dkim.another_is_sound(evidence, view):
            yield _finding(evidence, view, key, fault)
            return


def _finding(evidence: Evidence, view: SignatureView, key: KeyLookup, fault: Fault) -> Finding:
    text = key.key.text if key.key else None
    return Finding(
        code=CODE,
        confidence=Confidence.CERTAIN if evidence.attempt.subtype == "dkim" else Confidence.LIKELY,
        cause=_dkim.alone(evidence) or evidence.attempt.subtype in ("dmarc", "alignment"),
        owner=Owner.SENDER_ADMIN,
        cites=(
            _dkim.field(view, f"s={view.signature.selector}"),
            _cites.dns(key.answer, text, fault.span.start, fault.span.end),
        ),
        params=phrase(CODE, name=key.name, detail=_cites.short(fault.detail or "p=")).params,
        variant=fault.kind if fault.kind in _OWN_WORDS else "",
        defeats=_dkim.GENERAL,
    )
