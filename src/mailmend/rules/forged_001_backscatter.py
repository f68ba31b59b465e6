"""A stranger sent the message in the sender's name; SPF did its work.

What happened. A report came back for a message that the domain did not send. Somebody else wrote the address into the
return path, and the receiver refused the message because of SPF, as it should.

Why receivers do this. This is what SPF is for. Servers that accept first and report later send such reports to the
innocent owner of the address: backscatter.

How mailmend knows. Nothing in the returned message is the domain's own: not the reporting server, not a hop, not the
Message-ID, not a signature; and the address belongs to nobody that the domain is known to use.

How to mend it. Nothing needs to be done. Never add the address to the record: that would let the forger in. A DMARC
policy of ``p=reject`` helps receivers to refuse such mail at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites

CODE = "MM-FORGED-001"
WORDS = {
    "title": "Nothing in the returned message is of {domain}: it was forged by a stranger at {client_ip}",
    "happened": "This message was not sent by you: somebody forged your address, and SPF stopped it. Do not change "
    "DNS.",
    "do": "Nothing. If a flood of such reports comes in, publish a DMARC policy for {domain} ({policy} now).",
}
_REPORT = (
    "From: MAILER-DAEMON@relay.example\nTo: ceo@contoso.example\nSubject: Undelivered Mail Returned to "
    "Sender\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: '
    "message/delivery-status\n\n"
    "Reporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; b@fabrikam.example\nAction: failed\nStatus: 5.7.23\n"
    "Diagnostic-Code: smtp; 550 5.7.23 SPF fail. "
    "http://www.openspf.net/Why?s=mfrom;id=ceo@contoso.example;ip=192.0.2.199;r=mx\n"
    "\n--b\nContent-Type: message/rfc822\n\nReceived: from dyn-199.isp.example (dyn-199.isp.example [192.0.2.199]) by "
    "relay.example with SMTP; Wed, 18 Nov 2026 14:03:20 +0100\nFrom: ceo@contoso.example\nMessage-ID: "
    "<1@{host}>\n\nHi\n--b--\n"
)
EXAMPLE = Story(
    bounce=_REPORT.replace("{host}", "dyn-199.isp.example"),
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)
NEAR_MISS = Story(
    bounce=_REPORT.replace("{host}", "pc7.contoso.example"),
    world='contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"',
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the whole returned message is a stranger's and SPF refused it."""
    client, domain = evidence.client, evidence.domain
    if client is None or domain is None or evidence.result not in ("fail", "softfail") or not evidence.spf_may_decide:
        return
    if client.own or any(s.contains_client for s in client.services) or client.scope != "public":
        return
    if evidence.ours or evidence.pool.name != "not-microsoft" or not _tells_where_it_was_written(evidence):
        return
    stranger = evidence.route[-1].quote
    policy = evidence.dmarc.policy if evidence.dmarc else None
    yield Finding(
        code=CODE,
        confidence=Confidence.LIKELY,
        cause=True,
        owner=Owner.NOBODY,
        cites=(_cites.quoted(stranger), *_cites.record(evidence)),
        params=phrase(CODE, domain=domain.name, client_ip=client.ip, policy=f"p={policy}" if policy else "none").params,
        defeats=("MM-SPF-001",),
        dns_innocent=True,
    )


def _tells_where_it_was_written(evidence: Evidence) -> bool:
    """Whether the returned message has both a trace and a Message-ID, so that their being foreign means something."""
    return bool(evidence.route) and bool(evidence.bounce.original.message_id)
