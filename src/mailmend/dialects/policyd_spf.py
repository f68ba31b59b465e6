"""The SPF policy servers beside Postfix: policyd-spf of spf-engine, and the older postfix-policyd-spf-perl.

A line with the evaluation (``Fail; identity=mailfrom; client-ip=…; helo=…; envelope-from=…; receiver=…``) stands before
the line with the refusal that was handed to Postfix (spf-engine, policyd-spf.conf(5), read 2026-11). *unverified*:
written from the documentation, no log of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES, lines, time
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Basis, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "policyd-spf"
SIGNS = Signs(words=("-spf",))

_LINE = pattern(
    r"(?P<who>policyd?-spf|spf-engine|postfix-policyd-spf-\w{1,10})(?:\[(?P<pid>\d{1,10})\])?: (?P<said>[^\n]*)"
)
_REFUSAL = pattern(r"(?:Policy )?(?:action=)?(?=[45]\d\d |REJECT\b|DEFER_IF_PERMIT\b)")
_EVALUATION = pattern(
    r"(?:\w{3,12}; |prepend Received-SPF: |Received-SPF: )[^\n]{0,200}?identity=(?P<identity>\w{4,8})"
)
_PAIR = pattern(r"\b(client-ip|helo|envelope-from|receiver)=\"?<?([^\s;<>\"]{1,320})")


def claims(seen: Seen) -> Claim:
    """Its name before a line that refuses."""
    if seen.part is None and "-spf" in seen.text.value and any(True for _ in _refusals(seen)):
        return Claim(score=62, why="lines of an SPF policy server")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each refusal, with what the same process said of it just before."""
    for place, known, line in _refusals(seen):
        words = seen.text.value[place.start : place.end]
        recipient = known.get("receiver", "")
        tried = attempt(
            recipient=recipient if "@" in recipient else None,
            action="delayed" if words.startswith(("4", "DEFER")) else "failed",
            words=words,
            place=place,
        )
        ip = canonical(known.get("client-ip", ""))
        if ip and not tried.client_ip:
            tried = replace(tried, client_ip=ip, quotes=(*tried.quotes, ("client_ip", place.quote())))
        sender = known.get("envelope-from")
        told = Original(mail_from=sender, mail_from_basis=Basis.STATED if sender else None, helo=known.get("helo"))
        yield notification(seen, NAME, (tried,), told=told, date=time(line))


def _refusals(seen: Seen) -> Iterator[tuple[Place, dict[str, str], str]]:
    """Every refusal, what the evaluation before it said, and its whole line."""
    evaluated: dict[str, dict[str, str]] = {}
    found = 0
    for position, line in lines(seen.text):
        said = _LINE.search(line) if "-spf" in line or "spf-engine" in line else None
        if said is None:
            continue
        pid = said["pid"] or ""
        refusal = _REFUSAL.match(said["said"])
        if refusal:
            found += 1
            start = position + said.start("said") + refusal.end()
            yield Place(seen.text, start, position + len(line)), evaluated.pop(pid, {}), line
        elif _EVALUATION.match(said["said"]):
            evaluated[pid] = dict(_PAIR.findall(said["said"]))
        if found >= MOST_LINES:
            return
