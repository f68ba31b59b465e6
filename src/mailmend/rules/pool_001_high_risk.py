"""Microsoft sent the message through its high-risk delivery pool, and the receiver refused that.

What happened. Exchange Online judged the message to be spam, or sent it for a domain that can receive no mail, and let
it leave by the addresses that it keeps for such mail. Those have a bad name with many receivers.

Why receivers do this. Much of what comes from these addresses is spam.

How mailmend knows. By the code SFP:1501 that Exchange Online stamps on such messages, by the address ranges measured
for the pool, and by the letters ``hn`` in the name of the sending host. A spam verdict in the headers confirms it; its
absence says nothing. Microsoft's pages say that this pool does not pass SPF; measured, nearly all of its addresses lie
inside Microsoft's published SPF include, so SPF is evaluated for the real address and not assumed.

How to mend it. In Microsoft 365, not in DNS: find out why the message was judged spam, secure the account, and move
bulk mail elsewhere. A domain without MX and A records always leaves by this pool: give it one.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Cite, Doubt, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-POOL-001"
WORDS = {
    "title": "The message left Microsoft 365 through its high-risk delivery pool",
    "happened": "Microsoft 365 sent your message through its high-risk pool, and the receiver refused it. SPF is not "
    "the cause: do not change DNS.",
    "happened.no_address": "Microsoft 365 sent your message through its high-risk pool because {domain} has neither an "
    "MX nor an A record.",
    "against": "Your message trace says {verdict}: the message was not judged spam. Most mail of this pool shows no "
    "spam verdict, so this decides nothing.",
    "do": "Find out why Microsoft 365 judged the message spam, and mend that: the steps are below.",
    "do.no_address": "Give {domain} an MX record, or send with a return path whose domain has one.",
}
EXAMPLE = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=52.100.174.230;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:52.100.0.0/15 -all"\ncontoso.example. 300 IN MX 0 '
    "mx.contoso.example.",
)
NEAR_MISS = Story(
    bounce="550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=40.107.1.1;r=mx.fabrikam.example",
    world='contoso.example. 300 IN TXT "v=spf1 ip4:40.107.0.0/16 -all"\ncontoso.example. 300 IN MX 0 '
    "mx.contoso.example.",
)

# For what receivers refuse mail of this pool; a full mailbox has nothing to do with it.
_REFUSED_FOR = (
    Category.AUTH,
    Category.REPUTATION,
    Category.CONTENT,
    Category.RATE_LIMIT,
    Category.POLICY,
    Category.SECURITY,
    Category.SENDER_DNS,
    Category.UNKNOWN,
)
# A bad name, a spam verdict and a limit are what the pool is known for.
_SYMPTOMS = ("MM-BOUNCE-001", "MM-BOUNCE-008", "MM-BOUNCE-009", "MM-BOUNCE-016")
_SPF_RULES = tuple(f"MM-SPF-{number:03}" for number in (8, 9))


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the signs point to the pool; the cause where SPF passes or another reason is given."""
    if evidence.pool.name != "high-risk":
        return
    explained = evidence.attempt.category in _REFUSED_FOR
    innocent = explained and (
        evidence.result == "pass" or evidence.identities.client_ip is None or not evidence.spf_may_decide
    )
    variant = "no_address" if _receives_no_mail(evidence) else ""
    yield Finding(
        code=CODE,
        confidence=evidence.pool.confidence,
        cause=innocent,
        owner=Owner.SENDER_ADMIN,
        cites=tuple(_cites.signal(s) for s in evidence.pool.signals) or (_cites.said(evidence, "text"),),
        params=phrase(CODE, domain=evidence.domain.name if evidence.domain else "").params,
        variant=variant,
        defeats=(*_SPF_RULES, *_SYMPTOMS, "MM-EVIDENCE-001") if innocent else (),
        dns_innocent=innocent and not variant,
        against=tuple(_not_judged_spam(evidence)),
    )


def _not_judged_spam(evidence: Evidence) -> Iterator[Doubt]:
    """The tenant's own trace has another verdict than spam (NSPM; SKN, SKI and the like: not filtered at all)."""
    line = next((entry for entry in evidence.trace if entry.verdict not in (None, "SPM", "SKS", "BLK")), None)
    if line:
        said = f"SFV:{line.verdict}"
        text = f"--trace, line {line.line}: {said}"
        yield Doubt(says=phrase(f"{CODE}.against", verdict=said), cite=Cite(kind="asker", text=text))


def _receives_no_mail(evidence: Evidence) -> bool:
    """Whether the envelope domain has neither MX nor address (Microsoft: such mail always leaves by this pool)."""
    domain = evidence.domain
    if domain is None or domain.mx is None:
        return False
    return all(answer.outcome in ("nodata", "nxdomain") for answer in (domain.mx, *domain.addresses))
