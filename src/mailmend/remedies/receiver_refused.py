"""What a log line says of the receiving server whose postmaster shows it: whether it refused rightly."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.spf import Result

CURES = tuple(f"MM-SPF-{number:03}" for number in range(1, 8))
WORDS = {
    "title": "For whoever runs the receiving server: was the refusal right?",
    # RFC 7208 §8.4
    "fail": "Yes. For {client_ip} the SPF record of {domain} gives fail: {domain} itself asks to refuse such mail (RFC "
    "7208 section 8.4). Change nothing at the server.",
    # RFC 7208 §8.5
    "softfail": "Not by SPF alone. For {client_ip} the SPF record of {domain} gives softfail, by which alone mail "
    "should not be refused (RFC 7208 section 8.5): let the server mark it.",
    # RFC 7208 §8.2
    "neutral": "No. For {client_ip} the SPF record of {domain} gives neutral, which must be treated as if there were "
    "no record (RFC 7208 section 8.2).",
    # RFC 7208 §8.1
    "none": "{domain} has no SPF record: SPF says nothing of this message (RFC 7208 section 8.1). To refuse it is a "
    "rule of the server\u2019s own.",
    # RFC 7208 §8.7
    "permerror": "It may be. The SPF record of {domain} cannot be interpreted (permerror), for which a server may "
    "refuse (RFC 7208 section 8.7); only {domain} can mend that.",
    "no_exception": "Do not except the address or the domain from the check: whoever forges {domain} would get by too.",
    "tell": "Give the sender this line of the log: with it their administrator gets the same answer.",
}
_KNOWN = (Result.FAIL, Result.SOFTFAIL, Result.NEUTRAL, Result.NONE, Result.PERMERROR)


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps where the receiver's own log was read and SPF gives a result to judge by; asks nothing."""
    yield from ()
    checked, client = evidence.spf, evidence.client
    if not evidence.logged_by_receiver or checked is None or client is None or checked.result not in _KNOWN:
        return None
    facts = {"client_ip": client.ip, "domain": checked.domain}
    judged = (str(checked.result), *(("no_exception",) if checked.result is Result.FAIL else ()), "tell")
    action = Action(
        owner=Owner.RECIPIENT_ADMIN,
        title=phrase("receiver_refused.title"),
        steps=tuple(phrase(f"receiver_refused.{step}", facts) for step in judged),
    )
    return Remedy(cures=finding.code, actions=(action,))
