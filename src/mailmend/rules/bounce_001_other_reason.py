"""The far server gave a reason that has nothing to do with SPF, and that no other rule explains.

What happened. The message was refused or put off for a reason of its own: the receiving system is in trouble, the two
servers did not understand each other, the receiver wants a proof of origin other than SPF. Exchange Online may have
wrapped it in other words; what the far server said counts.

How mailmend knows. From the emitter, the code and the text together; the same number means different things at
different receivers.

How to mend it. It depends on the reason; who must act is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Confidence, Evidence, Finding
from mailmend.rules import Story, _cites, _refusal
from mailmend.rules.bounce_015_sign_in import is_sign_in
from mailmend.rules.bounce_020_loop import is_loop

CODE = "MM-BOUNCE-001"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "Refused for another reason than SPF",
    "title.auth": "The message did not carry the proof of origin that the receiver asks for",
    "happened.auth": "The message did not carry the proof of origin that the receiver asks for.",
    "do.auth": "Have the message signed with DKIM.",
    "title.sender-dns": "The receiver could not verify the name of the sending server",
    "happened.sender-dns": "The receiver could not verify the name of the sending server.",
    "do.sender-dns": "Give the sending server a PTR record that leads back to it.",
    "title.security": "The server forbids what was asked of it, or wants another proof of identity",
    "happened.security": f"The server forbids what was asked of it, or wants another proof of identity. {_NOT_DNS}",
    "do.security": "Ask the receiver\u2019s administrator which rule it was, and quote the refusal.",
    "title.protocol": "The two servers did not understand each other",
    "happened.protocol": f"The two servers did not understand each other. {_NOT_DNS}",
    "do.protocol": "Have the administrator of the sending server read the text.",
    "title.system": "The receiving system has a fault",
    "happened.system": f"The receiving system has a fault. {_NOT_DNS}",
    "do.system": "Send again later; if it stays, tell the receiver\u2019s postmaster.",
    "do.system.given_up": "Send the message again: the sending server has stopped trying. If it stays, tell the "
    "receiver\u2019s postmaster.",
    "happened": f"The message was refused for another reason than SPF. {_NOT_DNS}",
    "do": "Ask the receiver\u2019s postmaster, and quote the refusal.",
    "do.retried": "Nothing yet: the sending server tries again by itself. If it gives up, ask the receiver\u2019s "
    "postmaster, and quote the refusal.",
    **{
        f"do.{kind}.retried": "Nothing yet: the sending server tries again by itself. If it gives up, ask the "
        "receiver\u2019s postmaster, and quote the refusal."
        for kind in ("auth", "sender-dns", "security", "protocol", "system")
    },
}
EXAMPLE = Story(bounce="550 5.3.0 <anna@fabrikam.example>: mail system configuration error")
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 -all"',
)

# The others have rules of their own.
_LEFT = (Category.AUTH, Category.SENDER_DNS, Category.SECURITY, Category.PROTOCOL, Category.SYSTEM)
_BY_DNS = (Category.AUTH, Category.SENDER_DNS)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the far server's words name a reason that no other rule explains."""
    attempt = evidence.attempt
    if not _refusal.refused_for(evidence, *_LEFT) or evidence.spf_may_decide or _dmarc(evidence):
        return
    if is_sign_in(evidence) or is_loop(evidence):
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=attempt.owner,
        cites=(_cites.said(evidence, "remote", "text", "status"),),
        variant=_refusal.joined(str(attempt.category), _refusal.state(evidence)),
        dns_innocent=attempt.category not in _BY_DNS,
    )


def _dmarc(evidence: Evidence) -> bool:
    return evidence.attempt.category is Category.AUTH and evidence.attempt.subtype in ("dmarc", "alignment")
