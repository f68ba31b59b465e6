"""The message ran in a circle until a server stopped it.

What happened. Two servers, or two rules, send the message to each other: a forward that leads back, a connector or an
MX that leads to the server that asks, an accepted domain that is set to relay although its mailboxes are here. Each
hop adds a Received line; after some dozens the message is given up (RFC 5321 section 6.3).

Why servers do this. Otherwise one message would fill both of them.

How mailmend knows. From the words and codes (X.4.6; Microsoft's 5.4.14). Where a server of another organization counted
the hops, the circle is most likely there.

How to mend it. Read the Received lines from below: where the same two names come again and again, one of them must
stop. In Microsoft 365 set the domain to authoritative when all its mailboxes are there, and look for connectors and
forwards that lead back.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-020"
WORDS = {
    "title": "The message ran in a circle until a server stopped it",
    "title.far": "The message ran in a circle at the receiver until a server stopped it",
    "happened": "The message ran in a circle: a forward, a connector or an MX leads back. SPF has nothing to do with "
    "it: do not change the SPF record.",
    "happened.far": "The message ran in a circle at the receiver: a forward or a setting of theirs leads back. Do not "
    "change DNS.",
    "do": "Read the Received lines of the returned message from below: the two servers whose names come again and "
    "again send it to each other. Correct the forward, connector or domain type on one of them.",
    "do.far": "Tell the recipient by another channel: their administrator must break the circle.",
}
EXAMPLE = Story(bounce="554 5.4.14 Hop count exceeded - possible mail loop ATTR34")
NEAR_MISS = Story(bounce="450 4.4.1 Connection timed out")

_SIGNS = ("loop", "hop count", "too many hops", "loops back to myself")
_CODES = ("4.6", "4.14")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a circle is the reason; whose it is follows from who counted the hops."""
    if is_loop(evidence):
        far = evidence.attempt.remote is not None or _counted_by_another(evidence)
        yield _refusal.cause(evidence, CODE, "far" if far else "", owner=Owner.RECIPIENT_ADMIN if far else None)


def _counted_by_another(evidence: Evidence) -> bool:
    """Whether a far server refused a message to an organization that is not the sender's."""
    own = evidence.identities.author_domain
    domain = (evidence.attempt.recipient or "").rpartition("@")[2].lower()
    if not (evidence.attempt.remote_mta and own and domain):
        return False
    return not f".{domain}".endswith(f".{own}") and not f".{own}".endswith(f".{domain}")


def is_loop(evidence: Evidence) -> bool:
    """Whether a mail loop is the reason."""
    if not _refusal.refused_for(evidence, Category.NETWORK, Category.EXPIRED, Category.SYSTEM, Category.PROTOCOL):
        return False
    said = _refusal.words(evidence)
    return _refusal.status(evidence)[2:] in _CODES or any(sign in said for sign in _SIGNS)
