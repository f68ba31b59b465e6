"""What a record says at worst, where some of its terms decide each message by asking DNS.

A term such as ``exists:%{i}.list.example`` cannot be looked at for all addresses at once. For the proof of an edit it
is taken to match nobody and to cost all that it can, one lookup and one void lookup: whoever the real term lets pass,
passes before the edit and after it; whoever goes on, has paid no more. So what holds in this reading of both records
about limits and about who is lost, holds for every message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mailmend.flow import Answer, Flow, question, recorded, supposing, texts
from mailmend.spf import Directive, Policy, Record, Result, Term, is_spf, parse, partition

# RFC 7208 §7.2: what these letters stand for differs from message to message.
_PER_MESSAGE = frozenset("slihpv")
# RFC 6761 §6.4: nothing exists below "invalid".
_NOBODY = "nobody.invalid"


def policies(domain: str, sender: str, helo: str, now: datetime) -> Flow[tuple[Policy, Policy]]:
    """What the record of ``domain`` says about every address, and what it says at worst; the same where it is static.

    A policy at worst that still is ``dynamic`` holds a term of which nothing can be said, such as ``include:%{i}.…``.
    """
    real, answers = yield from recorded(partition(domain, sender, helo, now=now))
    rewritten = tuple(_rewritten(answers, domain))
    if not rewritten:
        return real, real
    nobody = Answer(question=question(_NOBODY, "A"), outcome="nxdomain")
    no_six = Answer(question=question(_NOBODY, "AAAA"), outcome="nxdomain")
    return real, (yield from supposing((*rewritten, nobody, no_six), partition(domain, sender, helo, now=now)))


def _rewritten(answers: Iterable[Answer], domain: str) -> Iterator[Answer]:
    outermost = question(domain, "TXT")
    for answer in answers:
        values = texts(answer) if answer.question.type == "TXT" else ()
        worst = [_at_worst(text, outermost=answer.question == outermost) for text in values]
        if worst != list(values):
            yield Answer(question=answer.question, outcome="data", data=tuple((w,) for w in worst), ttl=answer.ttl)


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
