"""A first DMARC record: p=none, which changes nothing in delivery, and reports to a mailbox that exists.

RFC 5321 section 4.5.1: every domain that takes mail has the mailbox postmaster. RFC 9989 section 4.7: the tags.
"""

from __future__ import annotations

from mailmend.flow import Flow, ask, question
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._dmarc import proved

CURES = ("MM-DMARC-006", "MM-DMARC-101")
WORDS = {
    "because": "p=none asks receivers to refuse nothing and to report; postmaster@{domain} has to exist (RFC 5321), "
    "but a mailbox of its own is better: reports come daily, as XML",
    "without": "p=none asks receivers to refuse nothing; {domain} takes no mail, so add rua= with an address that is "
    "read elsewhere",
    "later": "Then, step by step, protect {domain}",
    "later.1": "Read the reports for two to four weeks: every sender of yours has to pass SPF or DKIM for {domain}. "
    "mailmend check {domain!q} --dmarc-reports FOLDER reads them.",
    "later.2": "When all of them pass, change p=none to p=quarantine, later to p=reject. Never begin with p=reject.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The record for the author's domain, where it has none; None where its name cannot be edited as it stands."""
    author = evidence.identities.author_domain
    if not author or (evidence.dmarc is not None and evidence.dmarc.record is not None):
        return None
    (mx,) = yield from ask(question(author, "MX"))
    reads = mx.outcome == "data" and any(str(host) != "." for _, host in mx.data)
    facts = {"domain": author}
    record = f"v=DMARC1; p=none; rua=mailto:postmaster@{author}" if reads else "v=DMARC1; p=none"
    because = phrase("dmarc_publish_record.because" if reads else "dmarc_publish_record.without", facts)
    found = yield from proved(author, record, because, evidence, knowledge)
    if found is None:
        return None
    edits, forecast = found
    later = Action(
        owner=Owner.SENDER_ADMIN,
        title=phrase("dmarc_publish_record.later", facts),
        steps=(phrase("dmarc_publish_record.later.1", facts), phrase("dmarc_publish_record.later.2", facts)),
    )
    return Remedy(cures=finding.code, edits=edits, forecasts=(forecast,), actions=(later,))
