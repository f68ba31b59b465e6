"""SPF for the failed message, with the answers of servers that have the change, and with the resolver's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailmend.flow import Answer, Flow, ask_one, question, supposing
from mailmend.model import Identities
from mailmend.spf import Result, check_host
from mailmend.spf.discretion import asked_for

_MOST_ALIASES = 4


def evaluated(
    who: Identities | None, name: str, fresh: Sequence[Answer], now: datetime
) -> Flow[tuple[Result | None, Result | None, bool]]:
    """The results, fresh and cached, and whether ``postmaster`` stood for a local part that the record asks for.

    None where there is no message, or its address or domain is not known.
    """
    if who is None or who.client_ip is None or who.spf_domain is None:
        return None, None, False
    domain = who.spf_domain
    sender = who.sender(domain)
    cached = yield from check_host(who.client_ip, domain, sender, who.helo or domain, now=now)
    if not fresh:
        return cached.result, cached.result, who.hidden and asked_for(cached.trace)
    aliases = yield from _aliases(domain, name)
    supposed = [
        replace(answer, question=question(each, answer.question.type)) for answer in fresh for each in (name, *aliases)
    ]
    result = yield from supposing(supposed, check_host(who.client_ip, domain, sender, who.helo or domain, now=now))
    return result.result, cached.result, who.hidden and asked_for(result.trace)


def _aliases(domain: str, name: str) -> Flow[tuple[str, ...]]:
    """The names from ``domain`` to ``name`` where one leads to the other by CNAMEs; else none."""
    at, passed = f"{domain}.", list[str]()
    for _ in range(_MOST_ALIASES):
        if at == name:
            return tuple(passed)
        answer = yield from ask_one(at, "CNAME")
        if answer.outcome != "data":
            return ()
        passed.append(at)
        at = answer.data[0].lower()
    return tuple(passed) if at == name else ()
