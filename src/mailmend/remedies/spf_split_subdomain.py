"""A record that is too long for its limits, made shorter for good: a service with its own return path needs no include.

SPF is checked for the return path (RFC 7208 section 2.4). A service that sends with a return path under a subdomain of
its own is checked there, so that its include at the domain itself costs lookups and helps nobody.
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge, Sender, SpfPlace
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-SPF-004", "MM-SPF-006")
WORDS = {
    "title": "Give {service} a return path of its own, and take {include} out of the record of {domain}",
    "set": "In {service}, set up a custom return path (also called bounce domain or MAIL FROM domain), for example "
    "{subdomain}, and publish the records that it shows you for that name.",
    "see": "Send yourself a message by {service}: its Return-Path header must end in that name, and its "
    "Authentication-Results must say spf=pass for it.",
    "remove": "Then remove include:{include} from the SPF record of {domain}. Until then leave it where it is.",
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The steps for each service in the record that is checked at its own return path; asks nothing."""
    yield from ()
    checked = evidence.spf
    if checked is None or len(checked.records) != 1:
        return None
    found = {}
    for directive in checked.records[0].directives:
        sender = knowledge.sender_by_include(directive.domain.text) if directive.domain else None
        if sender is not None and directive.name == "include" and sender.spf_place is SpfPlace.RETURN_PATH:
            found[sender.id] = _steps(sender, directive.domain.text if directive.domain else "", checked.domain)
    return Remedy(cures=finding.code, actions=tuple(found.values())) if found else None


def _steps(sender: Sender, include: str, domain: str) -> Action:
    facts = {"service": sender.name, "include": include, "domain": domain, "subdomain": f"bounce.{domain}"}
    steps = tuple(phrase(f"spf_split_subdomain.{key}", facts) for key in ("set", "see", "remove"))
    return Action(owner=Owner.SENDER_ADMIN, title=phrase("spf_split_subdomain.title", facts), steps=steps)
