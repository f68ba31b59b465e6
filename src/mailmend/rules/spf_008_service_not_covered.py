"""The SPF record does not authorise the mail service that the message left by.

What happened. The bounce does not say which address the receiver saw, but it says which service sent the message, and
that service publishes all its addresses. The domain's record does not pass them.

Why receivers do this. See MM-SPF-001: an address that is not listed is refused.

How mailmend knows. It evaluates the record over every address that the service publishes, not over one.

How to mend it. Add the service's include. A connector, a smart host or a forwarder on the way remains possible: if the
receiver names an address, give it with ``--ip``.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Doubt, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-SPF-008"
WORDS = {
    "title": "The SPF record of {domain} does not authorise {service}",
    "happened": "{service} sent this message, and the SPF record of {domain} does not list the addresses that "
    "{service} publishes.",
    "do": "Add the include of {service} to the SPF record of {domain}.",
    "against": "The bounce does not say which address was seen: a connector, a smart host or a forwarder on the way "
    "remains possible.",
}
_NDR = (
    "Generating server: DB9PR05MB7721.eurprd05.prod.outlook.com\n\nronald@fabrikam.example\nmx1.fabrikam.example\n"
    "Remote Server returned '550 5.7.23 The message was rejected because of Sender Policy Framework violation -> "
    "550 5.7.1 SPF check failed'\n\nOriginal message headers:\n\nFrom: Anna <anna@contoso.example>\n"
    "To: <ronald@fabrikam.example>\nSubject: Quote\nMessage-ID: <1@DB9PR05MB7721.eurprd05.prod.outlook.com>\n"
)
_MICROSOFT = 'spf.protection.outlook.com. 300 IN TXT "v=spf1 ip4:40.107.0.0/16 -all"\n'
EXAMPLE = Story(bounce=_NDR, world=_MICROSOFT + 'contoso.example. 300 IN TXT "v=spf1 ip4:198.51.100.4 -all"')
NEAR_MISS = Story(
    bounce=_NDR, world=_MICROSOFT + 'contoso.example. 300 IN TXT "v=spf1 include:spf.protection.outlook.com -all"'
)

# No record, or one that gives every address an error, has a rule of its own.
_EXPLAINED_OTHERWISE = ("none", "permerror", "temperror")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where no address is known and the record does not pass all that the service publishes."""
    space, checked = evidence.space, evidence.spf
    if space is None or not space.uncovered or not evidence.spf_may_decide:
        return
    if checked is None or checked.result in _EXPLAINED_OTHERWISE:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(_cites.said(evidence, "reporting_mta"), *_cites.record(evidence)),
        params=phrase(CODE, domain=checked.domain, service=space.service.name).params,
        against=(Doubt(says=phrase(f"{CODE}.against")),),
    )
