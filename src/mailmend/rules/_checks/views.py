"""Whether everybody sees the same: the resolver that was asked beside each authoritative server, and transport."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.flow import Answer, texts, values_of
from mailmend.model import Finding, Owner, RrsetView, Setup, Severity
from mailmend.rules import _cites
from mailmend.rules._checks import _sending
from mailmend.rules._checks._page import DnsPage, finding

_NS = "contoso.example. 300 IN NS ns1.contoso.example.\ncontoso.example. 300 IN NS ns2.contoso.example."
_TXT = 'contoso.example. 300 IN TXT "v=spf1 -all"'
_MX = "contoso.example. 300 IN MX 10 mx.contoso.example.\nmx.contoso.example. 300 IN A 203.0.113.7"

_BY_KIND = {
    "inside": DnsPage(
        code="MM-DNS-101",
        severity=Severity.WARNING,
        title="The world sees other records than the resolver that was asked",
        said="{name} {type}: the domain's own servers give something else than the resolver that was asked here",
        why="Either the resolver belongs to a network with a DNS of its own for this domain (split DNS), so that what "
        "is seen inside is not what receivers see; or it still holds an answer that has changed.",
        mend="Judge by what the authoritative servers say: mailmend check {domain} --dns 9.9.9.9 (or another public "
        "resolver), and correct the zone inside if it is to say the same.",
        example=f";! server contoso.example. ns1.contoso.example. public.zone\n"
        f";! server contoso.example. ns2.contoso.example. public.zone\n{_NS}\n{_TXT}",
        near_miss=f"{_NS}\n{_TXT}",
    ),
    "apart": DnsPage(
        code="MM-DNS-102",
        severity=Severity.ERROR,
        title="The authoritative servers do not agree",
        said="{name} {type}: the name server {server} gives something else than the others",
        why="Which server a receiver asks is chance, so that some mail passes and other mail is refused.",
        mend="Bring {server} up to date: look at the zone transfer and at the serial of its SOA record, or take it out "
        "of the NS records.",
        example=f";! server contoso.example. ns2.contoso.example. public.zone\n{_NS}\n{_TXT}",
        near_miss=f"{_NS}\n{_TXT}",
    ),
    "silent": DnsPage(
        code="MM-DNS-103",
        severity=Severity.WARNING,
        owner=Owner.DNS_HOST,
        title="An authoritative server does not answer",
        said="the name server {server} gives no answer for {name}",
        why="Receivers that come to it wait and try another; where several fail, DNS as a whole fails for them.",
        mend="Have whoever runs {server} repair it, or take it out of the NS records of the domain and of its parent.",
        example=f";! server contoso.example. ns2.contoso.example. silent.zone\n{_NS}\n{_TXT}",
        near_miss=f"{_NS}\n{_TXT}",
    ),
    "no-mta-sts": DnsPage(
        code="MM-TLS-201",
        severity=Severity.ADVICE,
        title="The domain does not ask for encrypted delivery",
        said="{domain} has no MTA-STS record: whoever sits between can keep mail for it unencrypted",
        why="With MTA-STS a domain says that mail for it must come encrypted and to a named server (RFC 8461). It "
        "changes nothing for mail that the domain sends.",
        mend="If you want it, publish a policy at https://mta-sts.{domain}/.well-known/mta-sts.txt and a TXT record at "
        "_mta-sts.{domain}; DANE (RFC 7672) does the same by DNSSEC.",
        example=_MX,
        near_miss=f'{_MX}\n_mta-sts.contoso.example. 300 IN TXT "v=STSv1; id=1"',
    ),
    "no-tls-rpt": DnsPage(
        code="MM-TLS-202",
        severity=Severity.ADVICE,
        title="Nobody reports when encryption to the domain fails",
        said="{domain} has an MTA-STS record and asks for no TLS reports",
        why="A policy that has become wrong stops mail to the domain; reports (RFC 8460) show it.",
        mend="Publish a TXT record at _smtp._tls.{domain}: v=TLSRPTv1; rua=mailto: and an address that you read.",
        example=f'{_MX}\n_mta-sts.contoso.example. 300 IN TXT "v=STSv1; id=1"',
        near_miss=f'{_MX}\n_mta-sts.contoso.example. 300 IN TXT "v=STSv1; id=1"\n'
        '_smtp._tls.contoso.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:t@contoso.example"',
    ),
}
PAGES = tuple(_BY_KIND.values())


def check(setup: Setup) -> Iterator[Finding]:
    """What differs between views, which servers are silent, and what is said of transport."""
    for view in setup.views:
        yield from _of_view(view, setup)
    yield from _of_transport(setup)


def _of_view(view: RrsetView, setup: Setup) -> Iterator[Finding]:
    asked = view.answer.question
    name, kind = asked.name.rstrip("."), asked.type
    if view.answer.outcome == "unavailable":
        return
    if kind == "TXT" and name == setup.domain:
        for answer in view.silent:
            why = answer.reason or "timeout"
            cite = _cites.dns(answer)
            yield finding(_BY_KIND["silent"], cite, server=_server(answer), name=name, domain=name, reason=why)
    kinds = {values_of(answer) for answer in view.spoken}
    if len(kinds) == 1 and view.apart:
        cites = _cites.dns(view.answer), *map(_cites.dns, view.apart[:2])
        yield finding(_BY_KIND["inside"], *cites, name=name, type=kind, domain=setup.domain)
    elif len(kinds) > 1:
        cites = _cites.dns(view.answer), *map(_cites.dns, view.apart[:2])
        servers = ", ".join(map(_server, view.apart))
        yield finding(_BY_KIND["apart"], *cites, server=servers, name=name, type=kind, domain=setup.domain)


def _of_transport(setup: Setup) -> Iterator[Finding]:
    if not setup.exchangers.hosts or not _sending.sends(setup):
        return
    sts, reports = setup.transport
    if sts.outcome in ("nodata", "nxdomain"):
        yield finding(_BY_KIND["no-mta-sts"], _cites.dns(sts), domain=setup.domain)
    elif _begins(sts, b"v=STSv1") and reports.outcome in ("nodata", "nxdomain"):
        yield finding(_BY_KIND["no-tls-rpt"], _cites.dns(sts), _cites.dns(reports), domain=setup.domain)


def _begins(answer: Answer, version: bytes) -> bool:
    return any(text.startswith(version) for text in texts(answer))


def _server(answer: Answer) -> str:
    return (answer.question.server or "").rstrip(".")
