"""The names of the domain's own sending hosts: PTR, forward confirmation, HELO (RFC 8601 §2.7.3, RFC 5321 §4.1.4)."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Cite, Confidence, Finding, Owner, SendingHost, Setup, Severity
from mailmend.rdns import HeloState
from mailmend.rules import _cites
from mailmend.rules._checks._page import DnsPage, finding

_SENDS = 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"'
_PTR = "7.113.0.203.in-addr.arpa. 300 IN PTR"
_GOOD = f"{_SENDS}\n{_PTR} mail.contoso.example.\nmail.contoso.example. 300 IN A 203.0.113.7"
_HELO = (("helo", "mail.contoso.example"), ("ip", "203.0.113.7"))

_BY_KIND = {
    "none": DnsPage(
        code="MM-PTR-101",
        severity=Severity.ERROR,
        title="A sending address has no name",
        said="{ip} ({known_by}) has no PTR record",
        why="Large receivers refuse or slow down mail from an address without a name (550 5.7.25, Google 4.7.23): it "
        "is the mark of a machine that was never meant to send mail.",
        mend="Ask whoever gave you {ip} (the provider or hoster, in its panel or by a ticket) to set its PTR record to "
        "the name of the server.",
        example=_SENDS,
        near_miss=_GOOD,
    ),
    "unconfirmed": DnsPage(
        code="MM-PTR-102",
        severity=Severity.WARNING,
        title="The name of a sending address does not lead back to it",
        said="{ip} ({known_by}) is called {names}, and that name does not lead back to {ip}",
        why="Whoever owns an address can call it what they like; only a name whose address record leads back is taken "
        "as its name (RFC 8601 section 2.7.3). Receivers that want a name want such a one.",
        mend="Give {names} an address record with {ip}, or have the PTR record changed to a name that has it.",
        example=f"{_SENDS}\n{_PTR} mail.contoso.example.\nmail.contoso.example. 300 IN A 203.0.113.99",
        near_miss=_GOOD,
    ),
    "unavailable": DnsPage(
        code="MM-PTR-103",
        severity=Severity.WARNING,
        owner=Owner.DNS_HOST,
        title="DNS gives no answer for the name of a sending address",
        said="DNS gives no answer for the name of {ip}",
        why="Receivers that want a name put the mail off until they get one.",
        mend="Have whoever gave you {ip} repair the name servers of its reverse zone.",
        example=f"{_SENDS}\n;! unavailable 7.113.0.203.in-addr.arpa. PTR servfail",
        near_miss=_GOOD,
    ),
    "generic": DnsPage(
        code="MM-PTR-201",
        severity=Severity.ADVICE,
        title="The name of a sending address looks like one given by pattern",
        said="{ip} ({known_by}) is called {names}, which looks like a name that a provider gave by pattern",
        why="Such names are usual for home lines and hired machines, and some receivers refuse them, whatever else is "
        "right.",
        mend="Have the PTR record of {ip} set to a name under your own domain that leads back to it.",
        example=f"{_SENDS}\n{_PTR} host-203-0-113-7.dynamic.isp.example.\n"
        "host-203-0-113-7.dynamic.isp.example. 300 IN A 203.0.113.7",
        near_miss=_GOOD,
    ),
    "helo-unresolved": DnsPage(
        code="MM-HELO-101",
        severity=Severity.ERROR,
        title="The HELO name is not in DNS",
        said="the HELO name {name} has no address",
        why="A server has to greet with its full name (RFC 5321 section 4.1.1.1). Many receivers refuse one that does "
        "not exist.",
        mend="Give {name} an address record, or have the server greet with a name that has one.",
        example=_SENDS,
        near_miss=_GOOD,
        told=_HELO,
    ),
    "helo-no-name": DnsPage(
        code="MM-HELO-102",
        severity=Severity.ERROR,
        title="The server does not greet with a full host name",
        said="the server greets as {name}, which is no full host name",
        why="A server has to greet with its full name (RFC 5321 section 4.1.1.1). Names without a domain, names of "
        "private networks and addresses are what infected machines say, and many receivers refuse them.",
        mend="Set the name in the mail server to a full one that has an address record, best the one that the PTR "
        "record of its address names.",
        example=_SENDS,
        near_miss=_GOOD,
        told=(("helo", "server.local"), ("ip", "203.0.113.7")),
        told_near=_HELO,
    ),
    "helo-elsewhere": DnsPage(
        code="MM-HELO-201",
        severity=Severity.ADVICE,
        title="The HELO name leads to another address",
        said="the HELO name {name} does not lead to {ip}",
        why="RFC 5321 section 4.1.4 forbids to refuse mail for this alone, and few do; but filters count it.",
        mend="Let the server greet with a name that leads to {ip}, or add that address to {name}.",
        example=f"{_SENDS}\nmail.contoso.example. 300 IN A 203.0.113.99",
        near_miss=_GOOD,
        told=_HELO,
    ),
}
PAGES = tuple(_BY_KIND.values())
_OF_HELO: dict[HeloState, str] = {
    "unresolved": "helo-unresolved",
    "literal": "helo-no-name",
    "address": "helo-no-name",
    "unqualified": "helo-no-name",
    "local": "helo-no-name",
    "invalid": "helo-no-name",
    "elsewhere": "helo-elsewhere",
}


def check(setup: Setup) -> Iterator[Finding]:
    """What is to be said of each sending host's name, and of the HELO name that the asker knows."""
    for host in setup.hosts:
        yield from _of_host(host)
    helo = setup.helo
    if helo is not None and helo.state in _OF_HELO:
        told = Cite(kind="asker", text=f"--helo {helo.name}")
        cites = (told, *map(_cites.dns, helo.answers))
        yield finding(_BY_KIND[_OF_HELO[helo.state]], *cites, name=helo.name, ip=setup.told.ip or "")


def _of_host(host: SendingHost) -> Iterator[Finding]:
    pointers = host.names.answers[0]
    names = ", ".join((host.names.confirmed or host.names.names)[:3])
    # An exchanger that only takes mail needs no name; whether it sends too is not known.
    exchanger = host.known_by.startswith("MX ")
    sure = Confidence.POSSIBLE if exchanger else Confidence.CERTAIN
    least = Severity.WARNING if exchanger else None
    if pointers.outcome == "unavailable":
        yield finding(_BY_KIND["unavailable"], _cites.dns(pointers), confidence=sure, ip=host.ip)
    elif not host.names.names:
        cite = _cites.dns(pointers)
        yield finding(_BY_KIND["none"], cite, severity=least, confidence=sure, ip=host.ip, known_by=host.known_by)
    elif not host.names.confirmed and not any(a.outcome == "unavailable" for a in host.names.answers):
        cites = tuple(map(_cites.dns, host.names.answers[:4]))
        yield finding(_BY_KIND["unconfirmed"], *cites, confidence=sure, ip=host.ip, known_by=host.known_by, names=names)
    elif host.generic:
        yield finding(
            _BY_KIND["generic"],
            _cites.dns(pointers),
            confidence=Confidence.POSSIBLE,
            ip=host.ip,
            known_by=host.known_by,
            names=names,
        )
