"""The DKIM signature names a key that is not in DNS.

What happened. The message is signed, and the receiver looked for the public key at <selector>._domainkey.<domain> and
found none. The signature then counts as failed (RFC 6376 section 6.1.2).

Why receivers do this. Without the public key nothing can be verified.

How mailmend knows. It takes domain and selector from the signature in the returned header and asks DNS.

How to mend it. Publish the key that your signing software or service shows for that selector: a TXT record, or the
CNAME records that a service asks for. Where an alias is there already and leads nowhere, turn signing on at the
service.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dkim, _stories

CODE = "MM-DKIM-003"
WORDS = {
    "title": "The DKIM key {name}, with which the message was signed, is not in DNS",
    "title.alias": "The DKIM key {name} is an alias of {target}, and no key is there",
    "happened": "The message was signed with the key {name}, and there is no such key in DNS.",
    "happened.alias": "The message was signed with the key {name}, which leads to {target}, where no key is.",
    "do": "Publish the public key of your signing software at {name}.",
    "do.alias": "Turn on signing at the service that {target} belongs to, so that it publishes the key there.",
}
_REPLY = "550 5.7.20 DKIM validation failed: no key for signature"
EXAMPLE = Story(bounce=_stories.refused(_REPLY, _stories.signed()))
NEAR_MISS = Story(bounce=_stories.refused(_REPLY, _stories.signed()), world=_stories.KEY)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding for the first signature that counts and whose key DNS does not have."""
    if not _dkim.may_decide(evidence):
        return
    for view in _dkim.that_count(evidence):
        key = view.key
        if key is None or key.state != "absent" or _dkim.another_is_sound(evidence, view):
            continue
        yield Finding(
            code=CODE,
            confidence=Confidence.CERTAIN if evidence.attempt.subtype == "dkim" else Confidence.LIKELY,
            cause=_dkim.alone(evidence) or evidence.attempt.subtype in ("dmarc", "alignment"),
            owner=Owner.SENDER_ADMIN,
            cites=(
                _dkim.field(view, f"s={view.signature.selector}"),
                *([_cites.dns(key.alias)] if key.alias else []),
                _cites.dns(key.answer),
            ),
            params=phrase(CODE, name=key.name, target=key.target or "").params,
            variant="alias" if key.alias else "",
            defeats=_dkim.GENERAL,
        )
        return
