"""The DKIM signatures of the returned message: their keys as DNS has them now, and what receivers stated about them."""

from __future__ import annotations

from mailmend.authres import Statement
from mailmend.dkim import Signature, look_up, signatures
from mailmend.dmarc import DmarcCheck, aligned
from mailmend.flow import Flow
from mailmend.model import Category, Notification, SignatureView, Subtype

# RFC 6376 §6.1 lets a verifier stop after some; nobody's mail carries more in earnest.
_MOST = 8
_ABOUT = (Subtype.DKIM, Subtype.DMARC, Subtype.ALIGNMENT, Subtype.UNAUTHENTICATED, Subtype.MULTIPLE, None)


def look(
    bounce: Notification, stated: tuple[Statement, ...], policy: DmarcCheck | None
) -> Flow[tuple[SignatureView, ...]]:
    """Each signature with its key, where DKIM may have had a say in the refusal."""
    attempt = bounce.attempt
    if attempt.category not in (Category.AUTH, Category.UNKNOWN) or attempt.subtype not in _ABOUT:
        return ()
    found = signatures(bounce.original.headers)[:_MOST]
    named = [signature for signature in found if signature.selector]
    keys = yield from look_up((signature.selector, signature.domain) for signature in named)
    by_place = {(key.selector, key.domain): key for key in keys}
    return tuple(
        SignatureView(
            signature=signature,
            key=by_place.get((signature.selector, signature.domain)),
            aligned=_aligned(signature, policy),
            stated=tuple(statement for statement in stated if _about(statement, signature)),
        )
        for signature in found
    )


def _aligned(signature: Signature, policy: DmarcCheck | None) -> bool:
    if policy is None:
        return False
    mode = policy.record.dkim_alignment if policy.record else "r"
    return aligned(signature.domain, policy.author_domain, mode, policy.organizational_domain)


def _about(statement: Statement, signature: Signature) -> bool:
    """Whether a receiver's statement is of this signature (RFC 8601 §2.7.1: ``header.d``, ``header.i``, ``header.s``).

    What a server of the sender's own stated when it took the message says nothing of how it arrived.
    """
    if statement.method != "dkim" or statement.kind != "authentication-results":
        return False
    said = dict(statement.properties)
    domain = said.get("header.d") or said.get("header.i", "").rpartition("@")[2]
    selector = said.get("header.s", signature.selector)
    return (domain.rstrip(".").lower(), selector.lower()) == (signature.domain, signature.selector)
