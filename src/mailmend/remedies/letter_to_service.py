"""The letter to a sending service or a forwarder, when only they can mend what was refused.

Addressed to postmaster@ of their domain (RFC 5321 section 4.5.1).
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Evidence, Finding, Letter, Remedy
from mailmend.phrase import phrase
from mailmend.remedies._letters import details, facts, host_name, language_of

CURES = ("MM-SERVICE-001", "MM-FORWARD-001", "MM-FORWARD-002")
WORDS = {
    "subject.service": "Mail that you send for us is refused: SPF of {domain}",
    "subject.forwarder": "Mail that you forward to {recipient} is refused for SPF",
    "body.service": """Hello,

a message that you sent for us to {recipient} was refused. The receiver {host} said:

    {quote}

{details}

The return path of the message is yours ({domain}), so SPF was evaluated with your record and not with ours (RFC 7208, section 2.4): {result} for {client_ip}.

Please let your SPF record authorise the addresses that you send from, or tell us how to set up a return path under our own domain.

To test again:

    mailmend spf {domain!q} --ip {client_ip!q}

Kind regards""",  # noqa: E501
    "body.forwarder": """Hello,

a message that you forwarded to {recipient} was refused. The receiver {host} said:

    {quote}

{details}

A forwarder that keeps the return path of the sender fails SPF, because its address is not in the sender's record and cannot be (RFC 7208, appendix D.2). This meets all mail that you forward from domains with an SPF record.

Please rewrite the return path of forwarded mail to a domain of your own (SRS), with an SPF record that lists the forwarding server; and seal forwarded mail with ARC (RFC 8617).

To test again:

    mailmend spf {domain!q} --ip {client_ip!q}

Kind regards""",  # noqa: E501
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The letter, None where their domain is not known; asks nothing."""
    yield from ()
    known = facts(evidence)
    kind = "service" if finding.code == "MM-SERVICE-001" else "forwarder"
    told = known["domain"] if kind == "service" else str(dict(finding.params).get("forwarder", ""))
    theirs = knowledge.suffixes.organizational(host_name(told)) if "." in told else ""
    if not host_name(theirs) or theirs.replace(".", "").isdigit() or not known["client_ip"] or not known["quote"]:
        return None
    letter = Letter(
        to=f"postmaster@{theirs}",
        subject=phrase(f"letter_to_service.subject.{kind}", known),
        body=phrase(f"letter_to_service.body.{kind}", known),
        parts=(("details", details(known)),),
        language=language_of(theirs),
        kind="service",
    )
    return Remedy(cures=finding.code, letters=(letter,))
