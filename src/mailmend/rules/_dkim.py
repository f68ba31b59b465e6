"""What the rules about DKIM share: when DKIM is the question, which signatures count, what was said of them."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Cite, Evidence, SignatureView, Subtype
from mailmend.rules import _cites
from mailmend.span import Quote

# The general findings that say less than a rule that knows what is wrong with the signature.
GENERAL = ("MM-BOUNCE-001", "MM-DMARC-001", "MM-DKIM-001", "MM-DKIM-002", "MM-DKIM-006")
_ASKED = (Subtype.DKIM, Subtype.DMARC, Subtype.ALIGNMENT, Subtype.UNAUTHENTICATED, Subtype.MULTIPLE)


def may_decide(evidence: Evidence) -> bool:
    """Whether a DKIM signature that passes could have changed the far server's mind, by its own words."""
    attempt = evidence.attempt
    return evidence.bounce.failed and attempt.category is Category.AUTH and attempt.subtype in _ASKED


def alone(evidence: Evidence) -> bool:
    """Whether the far server's words are about DKIM alone, or SPF has passed, so that DKIM is what is left."""
    return evidence.attempt.subtype is Subtype.DKIM or (may_decide(evidence) and evidence.result == "pass")


def that_count(evidence: Evidence) -> Iterator[SignatureView]:
    """The signatures that could satisfy the receiver: for a refusal about DKIM any, for one by DMARC the aligned."""
    any_counts = evidence.attempt.subtype in (Subtype.DKIM, Subtype.UNAUTHENTICATED, Subtype.MULTIPLE)
    return (view for view in evidence.signatures if view.aligned or any_counts)


def another_is_sound(evidence: Evidence, faulty: SignatureView) -> bool:
    """Whether another signature that counts has a usable key and no receiver states that it failed."""
    return any(
        view is not faulty and view.key is not None and view.key.state == "usable" and not failed(view)
        for view in that_count(evidence)
    )


def failed(view: SignatureView) -> bool:
    """Whether a receiver states that the signature does not verify (RFC 8601 §2.7.1)."""
    return any(statement.result in ("fail", "permerror", "neutral") for statement in view.stated)


def field(view: SignatureView, *marked: str) -> Cite:
    """The signature's field in the returned header, the first of ``marked`` that stands in it marked."""
    text, line = " ".join(view.signature.text.split()), view.signature.line
    found = next((word for word in marked if word in text), "")
    start = text.index(found) if found else 0
    return _cites.quoted(Quote(line=line, text=text, start=start, end=start + len(found)))
