"""What a record says at best and at worst, where some of its terms decide each message by asking DNS.

A term such as ``exists:%{i}.list.example`` cannot be looked up for all addresses at once. For the proof of an edit it
is taken to match nobody: whoever the real term lets pass, passes before the edit and after it. What it costs is one
lookup, and a void lookup or none. The strict reading counts every such void lookup, the lax one counts no void lookup
at all, so that the truth of each message lies between them: who is not harmed from the lax reading of the old record
to the strict one of the new, is not harmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from mailmend.flow import Answer, Flow, question, recorded, supposing, texts
from mailmend.frozen import frozen
from mailmend.spf import RFC7208, Directive, Policy, Record, Result, Term, is_spf, parse, partition

# RFC 7208 §7.2: what these letters stand for differs from message to message.
_PER_MESSAGE = frozenset("slihpv")
# RFC 6761 §6.4: nothing exists below "invalid".
_NOBODY = "nobody.invalid"
_NO_VOIDS = replace(RFC7208, voids=None)


@frozen
class Readings:
    """What one record says about every address: really, and in the two bounds; the same three times where it is static.

    A bound that still is ``dynamic`` holds a term of which nothing can be said, such as ``include:%{i}.…``.
    """

    real: Policy
    strict: Policy
    lax: Policy

    @property
    def lookups(self) -> int:
        """The most lookups that any message may take."""
        return max(region.lookups for policy in (self.real, self.strict, self.lax) for region in policy.regions)


def readings(domain: str, sender: str, helo: str, now: datetime) -> Flow[Readings]:
    """The readings of the record of ``domain``, for one sender and HELO name."""
    real, answers = yield from recorded(partition(domain, sender, helo, now=now))
    rewritten = tuple(_rewritten(answers, domain))
    if not rewritten:
        return Readings(real=real, strict=real, lax=real)
    nobody = (Answer(question=question(_NOBODY, kind), outcome="nxdomain") for kind in ("A", "AAAA"))
    known = (*rewritten, *nobody)
    strict = yield from supposing(known, partition(domain, sender, helo, now=now))
    lax = yield from supposing(known, partition(domain, sender, helo, now=now, limits=_NO_VOIDS))
    return Readings(real=real, strict=strict, lax=lax)


def _rewritten(answers: Iterable[Answer], domain: str) -> Iterator[Answer]:
    outermost = question(domain, "TXT")
    for answer in answers:
        values = texts(answer) if answer.question.type == "TXT" else ()
        worst = [_at_worst(text, outermost=answer.question == outermost) for text in values]
        if worst != list(values):
            yield Answer(question=answer.question, outcome="data", data=tuple((w,) for w in worst), ttl=answer.ttl)


@lru_cache(maxsize=256)
def _at_worst(text: bytes, *, outermost: bool) -> bytes:
    """The TXT value ``text`` with ``exists`` of a name that is not there instead of every term that asks by message."""
    if not is_spf(text):
        return text
    record: Record = parse(text)
    if record.problems or not any(_may_be_rewritten(term, outermost=outermost) for term in record.terms):
        return text
    terms = (
        f"exists:{_NOBODY}" if _may_be_rewritten(term, outermost=outermost) else term.text for term in record.terms
    )
    return " ".join(("v=spf1", *terms)).encode("latin-1")


def _may_be_rewritten(term: Term, *, outermost: bool) -> bool:
    """An include may cost more than one lookup; a "no" inside an include sends the message on, to further costs."""
    if not isinstance(term, Directive) or term.name == "include":
        return False
    asks = term.name == "ptr" or (term.domain is not None and bool(term.domain.letters & _PER_MESSAGE))
    return asks and (outermost or term.qualifier is Result.PASS)
