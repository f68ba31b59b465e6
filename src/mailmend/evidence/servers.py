"""What each authoritative server of the sender's domain says when it is asked directly.

Asked where the resolver's answer alone cannot explain the refusal: SPF passes now, or DNS failed.
"""

from __future__ import annotations

from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.model import Domain, ServerView, SpfCheck
from mailmend.spf import is_spf

_MOST_SERVERS = 8


def worth_asking(checked: SpfCheck) -> bool:
    """Whether the servers' own words could change the story."""
    return checked.result in ("pass", "temperror") or (
        checked.answer is not None and checked.answer.outcome == "unavailable"
    )


def ask_all(checked: SpfCheck, domain: Domain) -> Flow[tuple[ServerView, ...]]:
    """The SPF record at the checked name as each authoritative server gives it; empty where no NS is known."""
    names = yield from name_servers(checked.domain, domain.zone)
    answers = yield from ask(*(question(checked.domain, "TXT", server=name) for name in names))
    usual = _records(checked.answer)
    return tuple(
        ServerView(server=name, answer=answer, records=_records(answer), agrees=_records(answer) == usual)
        for name, answer in zip(names, answers, strict=True)
    )


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
