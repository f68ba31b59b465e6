"""SPF of the refused message, evaluated as the receiver must have (RFC 7208 §4)."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Flow, ask_one, texts
from mailmend.model import Identities, SpfCheck, Told
from mailmend.spf import READINGS, RFC7208, check_host, is_spf, parse, partition
from mailmend.spf.discretion import asked_for

_ANY_ADDRESS = "192.0.2.1"


def check(who: Identities, told: Told) -> Flow[SpfCheck | None]:
    """The check that the receiver made, None where the bounce does not tell whose record was asked."""
    domain = who.spf_domain
    if not domain:
        return None
    answer = yield from ask_one(domain, "TXT")
    records = tuple(parse(value) for value in texts(answer) if is_spf(value))
    identity = "helo" if who.checked == "helo" or who.mail_from == "" else "mfrom"
    found = SpfCheck(domain=domain, identity=identity, records=records, answer=answer)
    return (yield from _evaluated(found, who, told))


def _evaluated(found: SpfCheck, who: Identities, told: Told) -> Flow[SpfCheck]:
    sender, helo = sender_for(who, found.domain), who.helo or found.domain
    ip = who.client_ip
    if ip is None:
        policy = yield from partition(found.domain, sender, helo, now=told.now)
        results = {region.result for region in policy.regions}
        if len(results) > 1 or policy.dynamic or policy.incomplete:
            return found
        # Every address gets the same, so the evaluation of any one shows why.
        ip = _ANY_ADDRESS
    evaluation = yield from check_host(ip, found.domain, sender, helo, now=told.now)
    readings = [("rfc7208", evaluation.result)]
    for name, limits in READINGS.items():
        if limits == RFC7208:
            continue
        read = yield from check_host(ip, found.domain, sender, helo, now=told.now, limits=limits)
        readings.append((name, read.result))
    return replace(
        found,
        evaluation=evaluation,
        result=evaluation.result,
        readings=tuple(readings),
        stand_in=who.hidden and sender == who.sender(found.domain) and asked_for(evaluation.trace),
    )


def sender_for(who: Identities, domain: str) -> str:
    """The <sender> of check_host (RFC 7208 §2.4): MAIL FROM, or postmaster@HELO where that is the identity."""
    return who.sender(domain) if who.spf_domain == domain else f"postmaster@{domain}"
