"""The receiver counts DNS lookups in another way than RFC 7208, and only by its way the record fails.

What happened. By RFC 7208 the record passes the address. By another known reading it does not: some verifiers count the
MX hosts that have no address of the client's family as void lookups, though the limit is about the terms of the
record (RFC 7208 section 4.6.4), and stop with permerror.

Why receivers do this. Their SPF library reads the limit so. IPv6 clients meet it most: hosts without an IPv6 address
look void to them.

How mailmend knows. It evaluates the record by each reading and compares.

How to mend it. The fault is the receiver\u2019s; the letter is ready. You can avoid it: name the addresses themselves
instead of ``mx``, so that every reading passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites
from mailmend.spf import Result

CODE = "MM-RECEIVER-003"
WORDS = {
    "title": "By RFC 7208 {client_ip} passes for {domain}; by the reading \u201c{reading}\u201d it gets {result}",
    "happened": "Your SPF record passes {client_ip} by RFC 7208, but the receiver seems to count DNS lookups in its "
    "own way. The "
    "fault is theirs: do not change DNS.",
    "do": "Send the letter to their postmaster, from another domain: the same check would refuse it too.",
    "happened.log": "The SPF record passes {client_ip} by RFC 7208, but the mail server that wrote this log counts DNS "
    "lookups in its own way. Its set-up is at fault: do not change DNS.",
    "do.log": "If that server is yours, change how it counts: the settings are below. If it is not, send the letter to "
    "its postmaster.",
}
_BOUNCE = (
    "550 5.7.24 SPF Permanent Error: Void lookup limit of 2 exceeded. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example"
)
_HOSTS = "contoso.example. 300 IN MX 10 a.contoso.example.\ncontoso.example. 300 IN MX 20 b.contoso.example.\n"
EXAMPLE = Story(
    bounce=_BOUNCE,
    world='contoso.example. 300 IN TXT "v=spf1 mx ip4:203.0.113.7 -all"\ncontoso.example. 300 IN MX 30 '
    "c.contoso.example.\n" + _HOSTS,
)
NEAR_MISS = Story(bounce=_BOUNCE, world='contoso.example. 300 IN TXT "v=spf1 mx ip4:203.0.113.7 -all"\n' + _HOSTS)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the RFC passes and another known reading gives permerror."""
    checked = evidence.spf
    if evidence.client is None or not evidence.spf_may_decide:
        return
    if checked is None or checked.evaluation is None or checked.result is not Result.PASS:
        return
    differing = next((name for name, result in checked.readings if result is Result.PERMERROR), None)
    if differing is None:
        return
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.RECIPIENT_ADMIN,
        cites=(_cites.said(evidence, "text"), *_cites.record(evidence)),
        params=phrase(
            CODE,
            client_ip=checked.evaluation.ip,
            domain=checked.domain,
            reading=differing,
            result=str(Result.PERMERROR),
        ).params,
        defeats=("MM-SPF-009",),
        variant="log" if evidence.logged_by_receiver else "",
        dns_innocent=True,
    )
