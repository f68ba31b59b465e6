"""What each authoritative server of the sender's domain says when it is asked directly.

Asked where the resolver's answer alone may not tell the truth of today: SPF passes now, DNS failed, or the address is
known and refused, because the record may have been mended already while caches hold the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mailmend.flow import Answer, Flow, ask, question, supposing, texts
from mailmend.model import Domain, Identities, ServerView, SpfCheck
from mailmend.spf import Result, check_host, is_spf

_MOST_SERVERS = 8
_MOST_OTHERS = 2


def ask_all(
    checked: SpfCheck | None, domain: Domain | None, who: Identities, now: datetime
) -> Flow[tuple[ServerView, ...]]:
    """The SPF record at the checked name as each authoritative server gives it.

    Empty where no NS is known, or nothing that a server says could change the story.
    """
    if checked is None or domain is None or not _worth_asking(checked, who):
        return ()
    names = yield from name_servers(checked.domain, domain.zone)
    answers = yield from ask(*(question(checked.domain, "TXT", server=name) for name in names))
    usual = _records(checked.answer)
    passing = yield from _passing(checked, answers, usual, who, now)
    return tuple(
        ServerView(
            server=name,
            answer=answer,
            records=_records(answer),
            agrees=_records(answer) == usual,
            passes=_records(answer) in passing,
        )
        for name, answer in zip(names, answers, strict=True)
    )


def _worth_asking(checked: SpfCheck, who: Identities) -> bool:
    if checked.answer is not None and checked.answer.outcome == "unavailable":
        return True
    return checked.result in ("pass", "temperror") or who.client_ip is not None


def _passing(
    checked: SpfCheck, answers: Iterable[Answer], usual: tuple[str, ...], who: Identities, now: datetime
) -> Flow[frozenset[tuple[str, ...]]]:
    """Those of the servers' records that would pass the message: the usual ones, and what any server has instead."""
    found = {usual} if checked.result is Result.PASS else set[tuple[str, ...]]()
    others = {_records(a): a for a in answers if a.outcome == "data" and _records(a) and _records(a) != usual}
    if who.client_ip is None:
        return frozenset(found)
    for records, answer in sorted(others.items())[:_MOST_OTHERS]:
        supposed = replace(answer, question=question(checked.domain, "TXT"))
        sender = who.sender(checked.domain)
        again = check_host(who.client_ip, checked.domain, sender, who.helo or checked.domain, now=now)
        if (yield from supposing((supposed,), again)).result is Result.PASS:
            found.add(records)
    return frozenset(found)


def name_servers(name: str, zone: str) -> Flow[list[str]]:
    """The servers of the closest zone at or above ``name``, down to the organizational domain."""
    labels, found = name.split("."), list[str]()
    candidates = [".".join(labels[i:]) for i in range(len(labels)) if ".".join(labels[i:]).endswith(zone)]
    for answer in (yield from ask(*(question(candidate, "NS") for candidate in candidates))):
        if answer.outcome == "data" and not found:
            found = sorted({server.rstrip(".").lower() for server in answer.data})[:_MOST_SERVERS]
    return found


def _records(answer: Answer | None) -> tuple[str, ...]:
    """The SPF records of an answer, sorted: the order of an RRset means nothing (RFC 2181 §5)."""
    return tuple(sorted(text.decode("latin-1") for text in texts(answer) if is_spf(text))) if answer else ()
