"""What a person has to check where no change of the record could be proved: it is said, not guessed.

The sender is known to be the domain's own, or a service that it uses, so the record lacks it; but the gate refused
every edit: somebody would lose, a limit would be passed, or DNS does not show what stands at the name.
"""

from __future__ import annotations

import shlex

from mailmend.model import Action, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.remedies._wanted import wanted
from mailmend.spf import add

WORDS = {
    "title": "No change of the SPF record of {domain} could be proved: check this by hand",
    "place": "At your DNS host, see what stands at {domain} itself: where it is an alias or lives by a wildcard, a "
    "record of its own takes the place of what it has now.",
    "compare": "Try the record before you publish it, with the line below: nobody may be lost, nobody gained but "
    "{term}, and at most 10 lookups be needed.",
    "split": "Where that cannot be reached, send this mail with a return path under a subdomain that has an SPF record "
    "of its own.",
}
# What spf_add_mechanism mends: a record that lacks the sender, or none.
CURES = ("MM-SPF-001", "MM-SPF-002")


def by_hand(finding: Finding, evidence: Evidence) -> tuple[Action, ...]:
    """What to check, where ``finding`` asks for a term that surely belongs into the record; else nothing."""
    checked = evidence.spf
    term = next((want.term for want in wanted(evidence) if want.certain), None)
    if finding.code not in CURES or checked is None or term is None or len(checked.records) > 1 or _of_others(evidence):
        return ()
    record = add(checked.records[0], term) if checked.records else f"v=spf1 {term} ~all"
    steps = (
        phrase("by_hand.place", domain=checked.domain),
        phrase("by_hand.compare", term=term),
        phrase("by_hand.split"),
    )
    command = f"mailmend spf {shlex.quote(checked.domain)} --compare {shlex.quote(record)}"
    title = phrase("by_hand.title", domain=checked.domain)
    return (Action(owner=Owner.SENDER_ADMIN, title=title, steps=steps, commands=(command,)),)


def _of_others(evidence: Evidence) -> bool:
    """Whether somebody else keeps the record, so that it is not the asker's to edit."""
    domain = evidence.domain
    return domain is None or bool(domain.owned_by or domain.hosted_by or domain.alias)
