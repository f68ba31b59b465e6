"""The bounce does not say enough to tell why the message was refused.

What happened. The refusal is about SPF, but the bounce does not name the address that the receiver saw, or the sender
that it checked; and what it does say does not decide.

How mailmend knows. It looks for the address in the receiver's own words and in the headers that the receiver returned,
and for the return path in the report. Where Exchange Online sent the message it also checks whether the record covers
every address that Microsoft publishes.

How to mend it. Add what is named as missing. The address stands in the refusal if the receiver quotes it, in the
receiver's log, in a DMARC report, or in the message trace of Microsoft 365. Until then do not change DNS: a guess may
open the domain to strangers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-EVIDENCE-001"
_LACKING = {
    "client_ip": "which address the receiver saw",
    "mail_from": "which sender was checked",
    "helo": "which HELO name was checked",
    "text": "what the receiver answered",
    "client_ip+mail_from": "which address the receiver saw, nor which sender it checked",
    "client_ip+helo": "which address the receiver saw, nor which HELO name it checked",
}
WORDS = {
    **{f"title.{key}": f"The bounce does not say {lacking}" for key, lacking in _LACKING.items()},
    **{
        f"happened.{key}": f"The bounce does not say {lacking}, so it cannot be told yet who must act. Do not change "
        "DNS on a guess."
        for key, lacking in _LACKING.items()
    },
    "title.covered": "The SPF record of {domain} lists all that {service} publishes; the bounce does not say which "
    "address was seen",
    "happened.covered": "The SPF record of {domain} lists every address that {service} publishes, so the record is "
    "most "
    "likely not the cause. Do not change DNS on a guess.",
    "do": "Find out what is missing and run mailmend again with it: where to look is said below.",
}
EXAMPLE = Story(bounce="550 5.7.23 The message was rejected because of Sender Policy Framework violation")
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where SPF may be the reason but address or domain is unknown and nothing else decides."""
    if not evidence.spf_may_decide:
        return
    missing = _missing(evidence)
    if not missing or (missing != ("text",) and _decided_all_the_same(evidence)):
        return
    space = evidence.space
    covered = space is not None and not space.dynamic and space.passed == space.addresses
    yield Finding(
        code=CODE,
        confidence=Confidence.CERTAIN,
        cause=True,
        owner=Owner.UNKNOWN,
        cites=(_cites.said(evidence, "text", "status"),),
        params=phrase(
            CODE,
            domain=evidence.spf.domain if evidence.spf else "",
            service=space.service.name if space else "",
        ).params,
        variant="covered" if covered else "+".join(missing),
        missing=missing,
        dns_innocent=covered,
    )


def _missing(evidence: Evidence) -> tuple[str, ...]:
    who, found = evidence.identities, list[str]()
    if not evidence.attempt.text and not evidence.attempt.status:
        return ("text",)
    if who.client_ip is None:
        found.append("client_ip")
    if evidence.spf is None:
        found.append("helo" if who.checked == "helo" or who.mail_from == "" else "mail_from")
    return tuple(found)


def _decided_all_the_same(evidence: Evidence) -> bool:
    """Whether no address is needed: none could pass for want of a record or by its error, or the service is missing."""
    if evidence.spf is None:
        return False
    uncovered = evidence.space is not None and evidence.space.uncovered
    return uncovered or evidence.spf.result in ("none", "permerror", "temperror")
