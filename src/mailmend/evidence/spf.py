"""SPF of the refused message, evaluated as the receiver must have (RFC 7208 §4)."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Flow, ask_one, texts
from mailmend.model import Identities, SpfCheck, Told
from mailmend.spf import check_host, is_spf, parse, partition


def check(who: Identities, told: Told) -> Flow[SpfCheck | None]:
    """The check that the receiver made, None where the bounce does not tell whose record was asked."""
    domain = who.spf_domain
    if not domain:
        return None
    answer = yield from ask_one(domain, "TXT")
    records = tuple(parse(value) for value in texts(answer) if is_spf(value))
    found = SpfCheck(
        domain=domain, identity="helo" if domain == who.helo else "mfrom", records=records, answer=answer
    )
    return (yield from _evaluated(found, who, told))


def _evaluated(found: SpfCheck, who: Identities, told: Told) -> Flow[SpfCheck]:
    sender = sender_for(who, found.domain)
    helo = who.helo or found.domain
    if who.client_ip:
        evaluation = yield from check_host(who.client_ip, found.domain, sender, helo, now=told.now)
        return replace(found, evaluation=evaluation, result=evaluation.result)
    policy = yield from partition(found.domain, sender, helo, now=told.now)
    results = {region.result for region in policy.regions}
    same_for_all = results.pop() if len(results) == 1 and not policy.dynamic else None
    return replace(found, result=same_for_all)


def sender_for(who: Identities, domain: str) -> str:
    """The <sender> of check_host (RFC 7208 §2.4): MAIL FROM, or postmaster@HELO where that is the identity."""
    if who.mail_from and who.spf_domain == domain and who.checked != "helo":
        return who.mail_from
    return f"postmaster@{domain}"

