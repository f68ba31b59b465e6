"""What the rules about refusals for other reasons than authentication share: the words, how final, how sure."""

from __future__ import annotations

from collections.abc import Mapping

from mailmend.model import Category, Cite, Confidence, Doubt, Evidence, Finding, Owner
from mailmend.phrase import Param, phrase
from mailmend.rules import _cites

_MOST_WORDS = 4_000
RETRIED, GIVEN_UP = "retried", "given_up"
# A reply that somebody pasted alone does not tell whether its server was tried again.
_BARE = (None, "reply-line")

# Enhanced status codes that name one thing (RFC 3463, 7372, 7505; Microsoft Learn, NDRs in Exchange Online): subject
# and detail -> what they name.
_NAMES: Mapping[str, frozenset[Category]] = {
    code: frozenset(categories)
    for code, categories in {
        "1.1": (Category.RECIPIENT_UNKNOWN,),
        "1.2": (Category.HOST_UNKNOWN,),
        "1.6": (Category.RECIPIENT_MOVED,),
        "1.8": (Category.SENDER_BLOCKED, Category.SENDER_DNS, Category.SENDER_REJECTED),
        "1.10": (Category.RECIPIENT_UNKNOWN, Category.HOST_NO_MAIL),
        "1.90": (Category.RATE_LIMIT,),
        "2.1": (Category.RECIPIENT_DISABLED, Category.RECIPIENT_UNKNOWN),
        "2.2": (Category.MAILBOX_FULL, Category.RATE_LIMIT),
        "2.3": (Category.SIZE,),
        "3.4": (Category.SIZE,),
        "4.6": (Category.NETWORK,),
        "4.7": (Category.EXPIRED, Category.NETWORK),
        "4.14": (Category.NETWORK,),
        "7.10": (Category.TLS,),
        "7.23": (Category.AUTH,),
        "7.25": (Category.SENDER_DNS,),
        "7.28": (Category.RATE_LIMIT, Category.REPUTATION),
        "7.124": (Category.RECIPIENT_RESTRICTED,),
        "7.133": (Category.RECIPIENT_RESTRICTED,),
        "7.134": (Category.RECIPIENT_RESTRICTED,),
        "7.136": (Category.RECIPIENT_RESTRICTED,),
        "7.193": (Category.RECIPIENT_RESTRICTED,),
    }.items()
}


def words(evidence: Evidence) -> str:
    """What the report and the far server say, in lower case on one line, the far server first."""
    attempt = evidence.attempt
    parts = [attempt.remote.text if attempt.remote else "", attempt.text or ""]
    return " ".join(" ".join(parts)[:_MOST_WORDS].lower().split())


def status(evidence: Evidence) -> str:
    """The enhanced status code of whoever refused; empty where none is given."""
    attempt = evidence.attempt
    return (attempt.remote.status if attempt.remote else attempt.status) or attempt.status or ""


def refused_for(evidence: Evidence, *categories: Category) -> bool:
    """Whether the refusal, by the words of whoever refused, is of one of these categories."""
    return evidence.bounce.failed and evidence.attempt.category in categories


def state(evidence: Evidence) -> str:
    """``retried`` while the message is tried again, ``given_up`` after a passing trouble that lasted, else empty.

    RFC 3464 §2.3.3: the action tells whether it is final; a 4yz reply alone only what the far server meant.
    """
    attempt = evidence.attempt
    if attempt.permanent is False:
        return RETRIED
    if attempt.category is Category.EXPIRED:
        return GIVEN_UP
    replied = (attempt.remote.reply if attempt.remote else attempt.reply) or status(evidence)
    if not replied.startswith("4"):
        return ""
    return RETRIED if evidence.bounce.dialect in _BARE else GIVEN_UP


def by_own_side(evidence: Evidence) -> bool:
    """Whether Microsoft 365 refused its own tenant's message: it reports, and no other server is named."""
    attempt = evidence.attempt
    return evidence.bounce.dialect == "exchange-online" and attempt.remote is None and attempt.remote_mta is None


def cause(
    evidence: Evidence,
    code: str,
    variant: str = "",
    *,
    owner: Owner | None = None,
    sure: Confidence | None = None,
    params: tuple[tuple[str, Param], ...] = (),
    cites: tuple[Cite, ...] = (),
    against: tuple[Doubt, ...] = (),
    missing: tuple[str, ...] = (),
    defeats: tuple[str, ...] = (),
    innocent: bool = True,
) -> Finding:
    """The finding that this is why the message was refused; ``sure`` where something else than the words decides."""
    weighed, doubts = _weighed(evidence)
    return Finding(
        code=code,
        confidence=sure or weighed,
        cause=True,
        owner=owner or evidence.attempt.owner,
        cites=(_cites.said(evidence, "remote", "text", "status"), *cites),
        params=params,
        variant=variant,
        missing=missing,
        defeats=defeats,
        dns_innocent=innocent,
        against=(*against, *doubts),
    )


def joined(*parts: str) -> str:
    """A variant of several parts, the empty ones left out: words are looked for from the whole down to the first."""
    return ".".join(part for part in parts if part)


def _weighed(evidence: Evidence) -> tuple[Confidence, tuple[Doubt, ...]]:
    """How sure the category is: certain where words and code say the same, and what of them says something else."""
    attempt, own = evidence.attempt, status(evidence)
    named = _named_by(own)
    doubts = []
    if named and attempt.category not in named:
        doubts.append(Doubt(says=phrase("doubt.other_code", status=own)))
    outer = _named_by(attempt.status or "")
    if attempt.remote and outer and attempt.category not in outer and attempt.status != own:
        doubts.append(Doubt(says=phrase("doubt.wrapper", status=attempt.status or "")))
    return Confidence.CERTAIN if named and attempt.category in named else Confidence.LIKELY, tuple(doubts)


def _named_by(code: str) -> frozenset[Category]:
    return _NAMES.get(code[2:], frozenset()) if code[:1] in ("4", "5") else frozenset()
