"""What a forwarder must do so that forwarded mail passes, and what the sender can do meanwhile."""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-FORWARD-001", "MM-FORWARD-002")
WORDS = {
    "title": "Ask whoever runs {forwarder} to forward in a way that SPF survives",
    "srs": "Rewrite the return path of forwarded mail to a domain of the forwarder (SRS), or use the forwarder\u2019s "
    "own address.",
    "arc": "Seal forwarded mail with ARC (RFC 8617), so that the last receiver can trust the first check.",
    "dkim": "As the sender: sign with DKIM. A signature survives plain forwarding and satisfies DMARC, SPF cannot.",
    "direct": "Until then, write to {recipient} directly.",
    "mend": "Ask whoever runs {forwarder} to mend its SPF record",
    "record": "List {ip} in the SPF record of {forwarder}, or forward through a server that it lists.",
}
_PLAIN = ("srs", "arc", "dkim", "direct")


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The advice; asks nothing."""
    yield from ()
    facts: dict[str, str | int] = {
        "forwarder": evidence.bounce.reporting_mta or "",
        "recipient": evidence.attempt.recipient or "",
        **(dict(finding.params) if finding.code == "MM-FORWARD-002" else {}),
    }
    title, keys = ("mend", ("record", "direct")) if finding.code == "MM-FORWARD-002" else ("title", _PLAIN)
    steps = tuple(
        phrase(f"forwarder_advice.{key}", facts) for key in keys if key != "direct" or evidence.attempt.recipient
    )
    action = Action(owner=Owner.FORWARDER, title=phrase(f"forwarder_advice.{title}", facts), steps=steps)
    return Remedy(cures=finding.code, actions=(action,))
