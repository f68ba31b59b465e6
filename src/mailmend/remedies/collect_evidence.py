"""Where to find what the bounce does not say."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-EVIDENCE-001", "MM-DNS-003", "MM-BOUNCE-024")
WORDS = {
    "title": "Add what is missing",
    "client_ip": "--ip ADDRESS: the address that the receiver saw. Ask the receiver\u2019s postmaster, look at a "
    "DMARC report of that day, or at the headers of a message of yours that reached the same receiver.",
    "mail_from": "--sender ADDRESS: the return path of the message. Give the whole bounce as an .eml file and "
    "mailmend finds it.",
    "helo": "--helo NAME: the name with which your mail server greets; it stands in the log of that server.",
    "text": "The refusal itself: the line with a number such as 550 5.7.23. Copy everything from \u201cGenerating "
    "server\u201d on, or save the bounce as an .eml file.",
    "dns": "--dns ADDRESS: a DNS resolver that answers.",
    "trace": "In Microsoft 365 a message trace tells whether the relay or the high-risk pool was used: look for "
    "OutboundIpPoolName.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """One step for each missing piece; asks nothing."""
    yield from ()
    steps = tuple(phrase(f"collect_evidence.{key}") for key in finding.missing)
    action = Action(owner=Owner.UNKNOWN, title=phrase("collect_evidence.title"), steps=steps)
    return Remedy(cures=finding.code, actions=(action,)) if steps else None
