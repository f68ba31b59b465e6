"""The receiving server could not be reached.

What happened. The sending server found the recipient's domain, and its mail server did not answer, broke off, or
refused the connection. A mail server tries again for days (RFC 5321 section 4.5.4.1) and gives up then.

Why it happens. The server or its line is down, a firewall does not let the sender in, or the MX leads to a host that
takes no mail.

How mailmend knows. From the report's words and codes (X.4.1, X.4.2, X.4.7; Microsoft's 4.4.316, 5.4.300, 5.4.312), and
by asking for the domain's MX.

How to mend it. While it is tried again, wait. Afterwards send again; tell the recipient by another channel, because
their mail does not arrive. If only your mail fails, a firewall of theirs, or of yours (port 25 going out), is in the
way.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal
from mailmend.rules.bounce_020_loop import is_loop

CODE = "MM-BOUNCE-018"
_NOT_DNS = "This is not about your domain: do not change DNS."
WORDS = {
    "title": "The receiving server could not be reached",
    "title.gone": "The receiving server could not be reached: DNS shows none for {domain}",
    "title.meant": "No server of {domain} could be reached, and DNS shows none; perhaps {meant} was meant",
    "happened.meant": "No mail server of {domain} could be reached, and DNS shows none. This is not about your domain: "
    "do not change DNS.",
    "do.meant": "Correct the address: did you mean {meant}?",
    "title.dns": "DNS of the recipient\u2019s domain gave no usable answer",
    "happened": f"The receiving server could not be reached. {_NOT_DNS}",
    "happened.given_up": f"The receiving server could not be reached until the time for trying was over. {_NOT_DNS}",
    "happened.gone": f"The receiving server could not be reached, and DNS shows none for {{domain}}. {_NOT_DNS}",
    "happened.dns": f"DNS of the recipient\u2019s domain gave no usable answer, so there was nowhere to deliver. "
    f"{_NOT_DNS}",
    "do": "Send the message again later. If it fails again, tell the recipient by another channel that their server "
    "cannot be reached.",
    "do.retried": "Nothing yet: the sending server tries again by itself. If it gives up, tell the recipient by "
    "another channel.",
    "do.given_up": "Send the message again: the sending server has stopped trying. If it fails again, tell the "
    "recipient by another channel that their server cannot be reached.",
    "do.gone": "Check the spelling of {domain}, and ask the recipient by another channel.",
    "do.dns": "Send the message again later. If it fails again, tell the recipient by another channel: whoever runs "
    "the DNS of their domain must repair it.",
    "do.dns.retried": "Nothing yet: the sending server tries again by itself. If it gives up, tell the recipient by "
    "another channel: whoever runs the DNS of their domain must repair it.",
}
EXAMPLE = Story(
    bounce="Reporting-MTA: dns; mail.contoso.example\n\nFinal-Recipient: rfc822; b@fabrikam.example\nAction: failed\n"
    "Status: 4.4.1\nDiagnostic-Code: smtp; 451 4.4.1 Connection timed out\n",
    world="fabrikam.example. 300 IN MX 10 mx.fabrikam.example.",
)
NEAR_MISS = Story(bounce="554 5.4.14 Hop count exceeded - possible mail loop ATTR34")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the network, or the time for trying, is the reason."""
    if not _refusal.refused_for(evidence, Category.NETWORK, Category.EXPIRED) or is_loop(evidence):
        return
    place, state = evidence.destination, _refusal.state(evidence)
    said = _refusal.words(evidence)
    dns = any(mark in said for mark in ("dns query failed", "dns error", "name service error"))
    # Only where the report itself speaks of DNS does the absence of the domain explain it.
    gone = place is not None and place.absent and dns
    local = (evidence.attempt.recipient or "").rpartition("@")[0]
    meant = f"{local}@{place.meant}" if place and place.meant and place.absent else ""
    variant = "meant" if meant else "gone" if gone else "dns" if dns else ""
    yield _refusal.cause(
        evidence,
        CODE,
        _refusal.joined(variant, "" if meant else state),
        owner=Owner.SENDER_USER if meant else None,
        params=phrase(CODE, domain=place.domain if place else "", meant=meant).params,
        cites=(_cites.dns(place.mx),) if place and (gone or meant) else (),
    )
