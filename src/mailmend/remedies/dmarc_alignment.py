"""How to satisfy DMARC for the author's domain: a signature, or a return path, that belongs to it."""

from __future__ import annotations

from mailmend.dmarc import aligned
from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-DMARC-001", "MM-DMARC-002", "MM-DMARC-003", "MM-DMARC-004")
WORDS = {
    "title": "Satisfy the DMARC policy of {author}",
    "sign": "Have the service that sends the message sign it with DKIM for {author}; it gives you the records to "
    "publish. This is the proof that survives forwarding.",
    "signed_otherwise": "The message is signed by {signers}, which does not belong to {author}, so that signature "
    "does not count.",
    "return_path": "Or set the return path of that service to a name under {author}; now it is {mail_from}.",
    "broken": "The message carries a signature of {author} that did not satisfy the receiver: look whether its key is "
    "published and whether something changes the message after signing.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps that fit what the returned message shows; asks nothing."""
    yield from ()
    who = evidence.identities
    author = who.author_domain or (evidence.domain.name if evidence.domain else "")
    keys = ["broken"] if _signed_by_author(evidence) else ["sign"]
    if who.signatures and not _signed_by_author(evidence):
        keys.insert(0, "signed_otherwise")
    if evidence.spf and not evidence.spf_aligned and who.mail_from:
        keys.append("return_path")
    facts = {"author": author, "signers": ", ".join(who.signatures), "mail_from": who.mail_from or ""}
    steps = tuple(phrase(f"dmarc_alignment.{key}", facts) for key in keys)
    action = Action(owner=Owner.SENDER_ADMIN, title=phrase("dmarc_alignment.title", facts), steps=steps)
    return Remedy(cures=finding.code, actions=(action,))


def _signed_by_author(evidence: Evidence) -> bool:
    """Whether the returned message carries a signature by a domain that is aligned with its author's."""
    dmarc = evidence.dmarc
    if dmarc is None:
        return False
    mode = dmarc.record.dkim_alignment if dmarc.record else "r"
    signers = evidence.identities.signatures
    return any(aligned(signer, dmarc.author_domain, mode, dmarc.organizational_domain) for signer in signers)
