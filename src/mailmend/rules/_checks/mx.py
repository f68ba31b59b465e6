"""Where a domain takes its mail (RFC 5321 §5.1, RFC 7505): who sends from it must be able to get an answer."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Finding, Owner, Setup, Severity
from mailmend.rdns import parse_ip, scope
from mailmend.rules import _cites
from mailmend.rules._checks import _sending
from mailmend.rules._checks._page import DnsPage, finding
from mailmend.smtp import Exchanger

_SENDS = 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"'
_MX = "contoso.example. 300 IN MX 10 mx.contoso.example."
_HOST = "mx.contoso.example. 300 IN A 203.0.113.7"

_BY_KIND = {
    "nowhere": DnsPage(
        code="MM-MX-101",
        severity=Severity.ERROR,
        title="The domain has neither MX nor address",
        said="{domain} has neither an MX nor an address record: nobody can answer its mail",
        why="Receivers ask whether a sender's domain can take mail back, and many refuse it if not. Microsoft 365 "
        "sends the mail of such a domain by its high-risk pool, whatever it contains.",
        mend="Publish an MX record for {domain} that leads to where its mail is read, or send with a domain that has "
        "one.",
        example=_SENDS,
        near_miss=f"{_SENDS}\ncontoso.example. 300 IN A 203.0.113.7",
    ),
    "null": DnsPage(
        code="MM-MX-102",
        severity=Severity.WARNING,
        title="The domain says that it takes no mail, and sends some",
        said="{domain} has a null MX, which says that it takes no mail, and its SPF record lets servers send for it",
        why="A domain with a null MX should not send: nobody can answer, and receivers may refuse its mail for that "
        "(RFC 7505 section 4.2, reply 550 5.7.27).",
        mend="Publish an MX record that leads to where answers are read; or, if the domain is to send nothing, end its "
        "SPF record at v=spf1 -all.",
        example=f"{_SENDS}\ncontoso.example. 300 IN MX 0 .",
        near_miss='contoso.example. 300 IN TXT "v=spf1 -all"\ncontoso.example. 300 IN MX 0 .',
    ),
    "null-beside": DnsPage(
        code="MM-MX-103",
        severity=Severity.ERROR,
        title="A null MX stands beside other exchangers",
        said="{domain} says with a null MX that it takes no mail, and names exchangers beside it",
        why="A null MX must stand alone (RFC 7505 section 3). Some senders stop there and never try the others.",
        mend="Delete the MX record whose host is a single dot.",
        example=f"{_MX}\n{_HOST}\ncontoso.example. 300 IN MX 0 .",
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "alias": DnsPage(
        code="MM-MX-104",
        severity=Severity.WARNING,
        title="An MX names an alias",
        said="the mail exchanger {host} is an alias (CNAME) of {target}",
        why="An MX must name a host that has addresses itself (RFC 5321 section 5.1, RFC 2181 section 10.3). Most "
        "senders cope, some refuse.",
        mend="Name {target} in the MX record, or give {host} an address record in place of the CNAME.",
        example=f"{_MX}\nmx.contoso.example. 300 IN CNAME mail.contoso.example.\n"
        "mail.contoso.example. 300 IN A 203.0.113.7",
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "address": DnsPage(
        code="MM-MX-105",
        severity=Severity.ERROR,
        title="An MX names an address in place of a host",
        said="the MX of {domain} names the address {host}; it has to name a host",
        why="An MX holds a name (RFC 1035 section 3.3.9). A name made of digits has no address, so this exchanger does "
        "not exist.",
        mend="Give the server a name with an address record, and put that name into the MX record.",
        example="contoso.example. 300 IN MX 10 203.0.113.7.",
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "unresolved": DnsPage(
        code="MM-MX-106",
        severity=Severity.ERROR,
        title="A mail exchanger has no address",
        said="the mail exchanger {host} has no address",
        why="No mail reaches it. If it is the only one, nobody can answer mail of the domain; if others are there, "
        "every delivery that tries it first is late.",
        mend="Give {host} an address record, or take it out of the MX records.",
        example=_MX,
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "private": DnsPage(
        code="MM-MX-107",
        severity=Severity.ERROR,
        title="A mail exchanger has an address of a private network",
        said="the mail exchanger {host} has the address {ip}, which nobody outside can reach",
        why="Addresses of private networks lead nowhere on the internet, or to a machine of whoever tries. The answer "
        "may be meant for inside only.",
        mend="Publish the public address of {host}; keep the private one to the DNS inside.",
        example=f"{_MX}\nmx.contoso.example. 300 IN A 10.0.0.5",
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "unavailable": DnsPage(
        code="MM-MX-108",
        severity=Severity.ERROR,
        owner=Owner.DNS_HOST,
        title="DNS gives no answer for the mail exchangers",
        said="DNS gives no answer for {name}",
        why="Senders wait, and receivers that look whether the domain can take mail put its messages off.",
        mend="Have whoever runs the DNS of that name repair the servers that do not answer.",
        example=";! unavailable contoso.example. MX servfail",
        near_miss=f"{_MX}\n{_HOST}",
    ),
    "implicit": DnsPage(
        code="MM-MX-201",
        severity=Severity.ADVICE,
        title="The domain has an address and no MX",
        said="{domain} has no MX record; mail for it goes to its own address",
        why="Without MX the address record counts (RFC 5321 section 5.1). It is often a web server that takes no mail, "
        "and some receivers distrust such senders.",
        mend="Publish an MX record, or a null MX (0 .) if the domain neither sends nor takes mail.",
        example=f"{_SENDS}\ncontoso.example. 300 IN A 203.0.113.7",
        near_miss=f"{_SENDS}\n{_MX}\n{_HOST}",
    ),
}
PAGES = tuple(_BY_KIND.values())


def check(setup: Setup) -> Iterator[Finding]:
    """What is to be said of the exchangers, or of there being none."""
    taken, domain = setup.exchangers, setup.domain
    cite = _cites.dns(taken.answer)
    if taken.answer.outcome == "unavailable":
        yield finding(_BY_KIND["unavailable"], cite, name=domain)
    elif taken.nowhere and _sending.sends(setup):
        yield finding(_BY_KIND["nowhere"], cite, *map(_cites.dns, taken.own), domain=domain)
    elif taken.answer.outcome != "data" and taken.has_address and _sending.sends(setup):
        yield finding(_BY_KIND["implicit"], cite, domain=domain)
    elif taken.null and _sending.sends(setup) and setup.audit.tree.record is not None:
        yield finding(_BY_KIND["null"], cite, domain=domain)
    elif any(str(host) == "." for _, host in taken.answer.data) and taken.hosts:
        yield finding(_BY_KIND["null-beside"], cite, domain=domain)
    useful = [host for host in taken.hosts if host.ips]
    for host in taken.hosts:
        # Where another exchanger works, mail is late and not lost.
        yield from _of_host(host, setup, Severity.WARNING if useful and host not in useful else None)


def _of_host(host: Exchanger, setup: Setup, severity: Severity | None) -> Iterator[Finding]:
    cite = _cites.dns(setup.exchangers.answer)
    if parse_ip(host.host):
        yield finding(_BY_KIND["address"], cite, severity=severity, domain=setup.domain, host=host.host)
        return
    if host.alias is not None:
        target = str(host.alias.data[0]).rstrip(".")
        yield finding(_BY_KIND["alias"], cite, _cites.dns(host.alias), host=host.host, target=target)
    if host.unavailable and not host.ips:
        yield finding(_BY_KIND["unavailable"], *map(_cites.dns, host.addresses), severity=severity, name=host.host)
    elif not host.ips:
        yield finding(_BY_KIND["unresolved"], cite, *map(_cites.dns, host.addresses), severity=severity, host=host.host)
    for ip in host.ips:
        if scope(ip) != "public":
            yield finding(_BY_KIND["private"], *map(_cites.dns, host.addresses), host=host.host, ip=ip)
