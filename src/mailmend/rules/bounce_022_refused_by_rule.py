"""A rule of the receiver, of the recipient, or of the sender's own organization refused the message.

What happened. Not a fault but a decision: the receiver blocks this sender or domain, the recipient has a filter, or a
mail flow rule of an organization does not let the message through.

Why receivers do this. Their house, their rules; the text seldom says which.

How mailmend knows. From the far server's words and codes, for example Microsoft's 5.7.513 (customer block list),
5.7.507 and TRANSPORT.RULES.RejectMessage. Words that name no reason but policy are also what large receivers say when
DMARC fails: where the author's domain asks for refusal by DMARC, that is said as well. Where Microsoft 365 reports
alone and names no other server, the rule is the sender's own.

How to mend it. Ask whoever holds the rule: the receiver's administrator, the recipient, or your own.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer
from mailmend.model import Category, Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _refusal

CODE = "MM-BOUNCE-022"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "A rule of the receiver refused the message",
    "title.blocked": "The receiver\u2019s organization blocks this sender",
    "title.filter": "The recipient\u2019s own filter refused the message",
    "title.own": "A mail flow rule of your own organization refused the message",
    "title.sender": "The receiver does not accept this sender address",
    "title.policy": "The receiver refused the message by a policy that it does not name, perhaps that of {domain}",
    "title.ipv6": "The receiver takes no mail over IPv6",
    "happened": f"A rule of the receiver refused the message. {_NOT_DNS}",
    "happened.blocked": f"The receiver\u2019s organization blocks this sender by a rule of its own. {_NOT_DNS}",
    "happened.filter": f"The recipient\u2019s own filter refused the message. {_NOT_DNS}",
    "happened.own": f"A mail flow rule of your own organization refused the message; it never left. {_NOT_DNS}",
    "happened.sender": f"The receiver does not accept this sender address. {_NOT_DNS}",
    "happened.policy": "The receiver refused the message by a policy that it does not name. It may be your own: "
    "{domain} asks receivers by DMARC (p={policy}) to refuse what is not authenticated.",
    "happened.ipv6": f"The receiver takes no mail over IPv6, and your server used it. {_NOT_DNS}",
    "do": "Ask the receiver\u2019s administrator which rule it was, and quote the refusal.",
    "do.blocked": "Ask the recipient, by another channel, to have their administrator take you off the block list.",
    "do.filter": "Ask the recipient by another channel to allow you.",
    "do.own": "Ask your own administrator: the rule stands in the Exchange admin center under Mail flow, Rules.",
    "do.sender": "Check the sender address for misspellings; else ask the recipient by another channel to have it "
    "allowed.",
    "do.policy": "Send such a message to a mailbox at another provider and look in its header for dmarc=pass. If it "
    "says fail, have the message signed with DKIM for {domain}; if it says pass, ask the receiver\u2019s administrator "
    "which rule it was.",
    "do.ipv6": "Let your server send to this domain over IPv4 (Postfix: smtp_address_preference = ipv4).",
    "do.retried": "Nothing yet: the sending server tries again by itself. If it gives up, ask the receiver\u2019s "
    "administrator which rule it was.",
}
EXAMPLE = Story(
    bounce="550 5.7.513 Service unavailable, Client host [203.0.113.7] blocked by fabrikam.example using Customer "
    "Block list (AS16012607)"
)
NEAR_MISS = Story(
    bounce="554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; "
    "https://www.spamhaus.org/query/ip/203.0.113.7"
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where a decision, and no fault, is the reason; its variant says whose."""
    if not _refusal.refused_for(
        evidence, Category.POLICY, Category.RECIPIENT_FILTERED, Category.SENDER_REJECTED
    ) or _is_send_as(evidence):
        return
    variant = _variant(evidence)
    yield _refusal.cause(
        evidence,
        CODE,
        _refusal.joined(variant or _refusal.state(evidence)),
        owner=Owner.SENDER_ADMIN if variant in ("own", "ipv6", "policy") else None,
        sure=Confidence.POSSIBLE if variant == "policy" else None,
        params=phrase(CODE, domain=evidence.identities.author_domain or "", policy=_own_policy(evidence) or "").params,
        cites=tuple(_cites.dns(answer) for answer in _asking(evidence)) if variant == "policy" else (),
        innocent=variant != "policy",
    )


def _variant(evidence: Evidence) -> str:
    said, category = _refusal.words(evidence), evidence.attempt.category
    if category is Category.RECIPIENT_FILTERED:
        return "filter"
    if _refusal.by_own_side(evidence) and evidence.attempt.owner is Owner.SENDER_ADMIN:
        return "own"
    if "ipv6" in said:
        return "ipv6"
    if category is Category.SENDER_REJECTED:
        return "sender"
    if "policy reasons" in said and _own_policy(evidence) and not (evidence.spf_aligned and evidence.result == "pass"):
        return "policy"
    blocked = ("block list", "blocklist", "rejected by recipient", "blocked sender", "banned sender")
    return "blocked" if any(mark in said for mark in blocked) else ""


def _own_policy(evidence: Evidence) -> str | None:
    """What the author's domain asks receivers to do by DMARC with what fails, where that is more than nothing."""
    found = evidence.dmarc.policy if evidence.dmarc else None
    return found if found in ("reject", "quarantine") else None


def _asking(evidence: Evidence) -> tuple[Answer, ...]:
    answers = evidence.dmarc.answers if evidence.dmarc else ()
    return tuple(answer for answer in answers if answer.outcome == "data")[:1]


def _is_send_as(evidence: Evidence) -> bool:
    """Whether the refused sender is one that the signed-in account may not use: that has a rule of its own."""
    said = _refusal.words(evidence)
    return "send as this sender" in said or "sendasdenied" in said
