"""What a person reads first: what happened, who must act, what to do; and the exit code that says the same."""

from __future__ import annotations

from collections.abc import Iterable

from mailmend.model import Confidence, Diagnosis, Finding, Owner
from mailmend.render import schema
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH, Words, marked

_DO_NOT_CHANGE = marked("Do not change DNS.")
_NOTHING_FOUND = marked("mailmend found no explanation for this refusal.")
_NOTHING_TO_DO = marked("Read what the receiver said, below, and ask its postmaster.")
_EXIT = {Owner.NOBODY: 0, Owner.TRANSIENT: 0, Owner.SENDER_ADMIN: 1, Owner.SENDER_USER: 1, Owner.UNKNOWN: 4}
_SOMEBODY_ELSE = 3
_MOST_OTHERS = 2
# Of several results the first of these that occurs is the exit code.
_ORDER = (5, 4, 1, 3, 0)


def answer_of(found: Diagnosis, words: Words = ENGLISH) -> schema.Answer:
    """The verdict of the surest cause; it says "do not change DNS" wherever DNS is not the cause."""
    lead = leading(found)
    if lead is None:
        return schema.Answer(
            owner=Owner.UNKNOWN,
            happened=words.text(_NOTHING_FOUND),
            do=words.text(_NOTHING_TO_DO),
            confidence=Confidence.POSSIBLE,
        )
    happened = say_finding(words, lead, "happened")
    if lead.dns_innocent and not found.plan.edits and not _says_so(lead):
        happened = f"{happened} {words.text(_DO_NOT_CHANGE)}"
    return schema.Answer(
        owner=lead.owner,
        happened=happened,
        do=say_finding(words, lead, "do"),
        confidence=lead.confidence,
        others=[_other(finding, words) for finding in as_likely(found)],
    )


def as_likely(found: Diagnosis) -> tuple[Finding, ...]:
    """The causes after the first that are as likely as it: one of them alone must not be told as the truth."""
    return tuple(other for other in found.causes[1:] if other.confidence is found.causes[0].confidence)[:_MOST_OTHERS]


def _other(finding: Finding, words: Words) -> schema.Other:
    return schema.Other(
        code=finding.code,
        owner=finding.owner,
        happened=say_finding(words, finding, "happened"),
        do=say_finding(words, finding, "do"),
        confidence=finding.confidence,
    )


def _says_so(lead: Finding) -> bool:
    """Whether its own words say already that DNS stays as it is."""
    return "do not change dns" in say_finding(ENGLISH, lead, "happened").lower()


def leading(found: Diagnosis) -> Finding | None:
    """The finding that speaks for the story: its surest cause."""
    return found.causes[0] if found.causes else None


def exit_code(results: Iterable[Diagnosis]) -> int:
    """The exit code of all stories together (contract: the first of 5, 4, 1, 3, 0 that occurs)."""
    codes = {_code(found) for found in results}
    return next((code for code in _ORDER if code in codes), 0)


def _code(found: Diagnosis) -> int:
    lead = leading(found)
    if lead is not None and lead.code == "MM-DNS-003":
        return 5
    return _EXIT.get(lead.owner if lead else Owner.UNKNOWN, _SOMEBODY_ELSE)
