"""What follows from the evidence: a finding, what it rests on, and what speaks against it."""

from __future__ import annotations

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.vocabulary import Confidence, Owner, Severity
from mailmend.phrase import Phrase
from mailmend.span import Quote


@frozen
class Finding:
    """A rule that applies: its code, what fills its words, how sure, on what it rests, and who must act.

    ``variant`` chooses among the rule's words; ``defeats`` names the rules that describe only a symptom where this one
    holds; ``missing`` names what would settle more; ``dns_innocent`` says that no DNS change of the sender helps;
    ``against`` is what speaks against it. ``severity`` is set where a domain is checked without a bounce.
    """

    code: str
    confidence: Confidence
    cause: bool
    owner: Owner
    cites: tuple[Cite, ...]
    params: tuple[tuple[str, str | int], ...] = ()
    variant: str = ""
    defeats: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    dns_innocent: bool = False
    against: tuple[Doubt, ...] = ()
    severity: Severity | None = None

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError(f"{self.code} cites nothing")


@frozen
class Cite:
    """What a conclusion rests on: a line of the bounce, a DNS answer, or what the asker said."""

    kind: str
    text: str
    quote: Quote | None = None
    answer: Answer | None = None
    start: int = 0
    end: int = 0
    note: str = ""


@frozen
class Doubt:
    """What speaks against a finding, or leaves it open: the sentence, and the line or answer that it rests on."""

    says: Phrase
    cite: Cite | None = None
