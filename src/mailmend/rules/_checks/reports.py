"""What DMARC aggregate reports show: senders of the domain that fail, or that none does (RFC 7489 §7.2, RFC 9990)."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dmarc import ReportedSource
from mailmend.model import Cite, Confidence, Finding, Setup, Severity
from mailmend.rules import _cites
from mailmend.rules._checks._page import DnsPage, finding

_AT = "_dmarc.contoso.example. 300 IN TXT"
_MOST_NAMED = 3
_MOST_CITED = 3
_PASSES, _FAILS = "203.0.113.7 120 pass fail", "198.51.100.9 7 fail fail"

_BY_KIND = {
    "failing": DnsPage(
        code="MM-DMARC-113",
        severity=Severity.WARNING,
        title="Senders that the reports name fail DMARC",
        said="{failed} of {total} reported messages of {domain} failed DMARC, from {ips}",
        why="Receivers report every address that sends in the name of the domain. One that fails is a service of yours "
        "without SPF or DKIM for the domain, a forwarder, or somebody who forges.",
        mend="Find out which of {ips} are yours: let those sign with DKIM for {domain}, before the policy becomes "
        "stricter. Never authorise an address only because it stands in a report.",
        example=f'{_AT} "v=DMARC1; p=none; rua=mailto:d@contoso.example"',
        near_miss=f'{_AT} "v=DMARC1; p=none; rua=mailto:d@contoso.example"',
        told=(("reports", f"{_PASSES}\n{_FAILS}"),),
        told_near=(("reports", _PASSES),),
    ),
    "ready": DnsPage(
        code="MM-DMARC-211",
        severity=Severity.ADVICE,
        title="All reported mail passes: the policy can become stricter",
        said="all {total} reported messages of {domain} passed DMARC, and the policy is none",
        why="With p=none whoever forges loses nothing. If the reports cover some weeks and all that you send, nothing "
        "of yours is lost by a stricter policy.",
        mend="Look whether the reports cover every service of yours, then change p=none to p=quarantine, later to "
        "p=reject.",
        example=f'{_AT} "v=DMARC1; p=none; rua=mailto:d@contoso.example"',
        near_miss=f'{_AT} "v=DMARC1; p=none; rua=mailto:d@contoso.example"',
        told=(("reports", _PASSES),),
        told_near=(("reports", f"{_PASSES}\n{_FAILS}"),),
    ),
}
PAGES = tuple(_BY_KIND.values())


def check(setup: Setup) -> Iterator[Finding]:
    """One finding where reports are in hand: who fails, else that nobody does."""
    zone = f".{setup.domain}"
    own = [s for s in setup.told.reports if s.header_from == setup.domain or s.header_from.endswith(zone)]
    failed = [source for source in own if not source.passed]
    total = sum(source.messages for source in own)
    if failed:
        ips = dict.fromkeys(source.ip for source in failed)
        yield finding(
            _BY_KIND["failing"],
            *map(_cite, failed[:_MOST_CITED]),
            domain=setup.domain,
            failed=str(sum(source.messages for source in failed)),
            total=str(total),
            ips=_cites.short(", ".join(list(ips)[:_MOST_NAMED]) + (", \u2026" if len(ips) > _MOST_NAMED else "")),
        )
    elif own and setup.dmarc.policy == "none":
        cites = map(_cite, own[:_MOST_CITED])
        sure = Confidence.POSSIBLE
        yield finding(_BY_KIND["ready"], *cites, confidence=sure, domain=setup.domain, total=str(total))


def _cite(source: ReportedSource) -> Cite:
    spf, dkim = ("pass" if passed else "fail" for passed in (source.spf, source.dkim))
    text = f"{source.ip}  {source.messages}x  From: {source.header_from}  spf={spf} ({source.spf_domain})  dkim={dkim}"
    return Cite(kind="asker", text=text)
