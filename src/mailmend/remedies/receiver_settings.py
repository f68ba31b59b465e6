"""The setting of the receiving software that makes SPF be checked for the right address, or lookups counted rightly.

For the receiving postmaster, who pastes a line of the own log or gets the letter. Sources, read 2026-11:
policyd-spf.conf(5), postconf(5), the Exim specification (chapters 4, 43 and 59), rspamd on the spf module and options,
opendmarc.conf(5); RFC 7208 section 4.1 (<ip> is the address of the SMTP client that is emitting the mail) and 4.6.4.
"""

from __future__ import annotations

from mailmend.flow import Flow
from mailmend.knowledge import Knowledge
from mailmend.model import Action, Evidence, Finding, Owner, Remedy
from mailmend.phrase import phrase

CURES = ("MM-RECEIVER-001", "MM-RECEIVER-002", "MM-RECEIVER-003")
WORDS = {
    "seen": "For whoever runs the receiving server: let SPF be checked for the address of the real client",
    "counted": "For whoever runs the receiving server: count DNS lookups as RFC 7208 section 4.6.4 says",
    "clause": "RFC 7208 section 4.1 checks the address of the SMTP client that hands the message over at the border; "
    "{ip} is not that.",
    "proxy": "Best: let the server see the real address. Behind a load balancer use the PROXY protocol; in a container "
    "use the host\u2019s network, or a proxy that keeps the address.",
    "policyd": "policyd-spf: list {ip} under skip_addresses in policyd-spf.conf and keep the addresses that stand "
    "there; what comes through it is then not checked for SPF at all.",
    "postfix": "Postfix: give it the real address with smtpd_upstream_proxy_protocol. Never put {ip} into mynetworks "
    "while every client appears with it: that makes an open relay.",
    "postfix.gateway": "Postfix: permit_mynetworks must stand before the SPF check, and {ip} in mynetworks, if that "
    "gateway itself lets nobody relay.",
    "exim": "Exim: except {ip} from the ACL condition on SPF (a host list before it), and name a balancer in "
    "hosts_proxy.",
    "rspamd": "rspamd: name {ip} as external_relay in the spf module, so that the Received line before it counts; "
    "local_addrs are not checked at all.",
    "opendmarc": "OpenDMARC: list {ip} in the file of IgnoreHosts, so that mail of the gateway is not judged twice.",
    "any": "In other software: except {ip} from the SPF check behind the gateway, and check at the gateway.",
    "voids": "Only terms of the record count as void lookups (section 4.6.4), not the hosts of an MX without an "
    "address of the client\u2019s family.",
    "voids.policyd": "policyd-spf: raise Void_Limit in policyd-spf.conf, or update pyspf.",
    "voids.rspamd": "rspamd: raise max_dns_requests and max_dns_nesting in the spf module, or update it.",
    "voids.any": "Update the SPF library, or raise its limit of void lookups.",
}
# Who is known to speak (knowledge/receivers) -> whose setting it is.
_SOFTWARE = {"policyd-spf": "policyd", "rspamd": "rspamd", "exim": "exim", "postfix": "postfix"}
# While every client appears with one address, only the real address helps; a gateway may be excepted.
_FOR_CLIENTS = {"postfix": ("smtpd_upstream_proxy_protocol = haproxy",), "exim": ("hosts_proxy = {ip}",)}
_FOR_GATEWAYS = {
    "policyd": ("skip_addresses = 127.0.0.0/8,::ffff:127.0.0.0/104,::1,{ip}",),
    "exim": ("!hosts = {ip}",),
    "rspamd": ('external_relay = ["{ip}"];',),
}


def propose(finding: Finding, evidence: Evidence, knowledge: Knowledge) -> Flow[Remedy | None]:
    """The settings of the software that is known to speak, None where the letter says all that is known; asks none."""
    yield from ()
    ip, software = evidence.identities.client_ip, _software(evidence, knowledge)
    if ip is None or not (software or evidence.logged_by_receiver):
        return None
    if finding.code == "MM-RECEIVER-003":
        title, keys = "counted", ["voids", *_counting(software)]
        lines: tuple[str, ...] = ()
    else:
        gateway = finding.code == "MM-RECEIVER-002"
        known = ["postfix.gateway" if gateway and name == "postfix" else name for name in software]
        before, after = ((), ("opendmarc",)) if gateway else (("proxy",), ())
        title, keys = "seen", ["clause", *before, *(known or ["any"]), *after]
        every = _FOR_GATEWAYS if gateway else _FOR_CLIENTS
        lines = tuple(line.format(ip=ip) for name in software for line in every.get(name, ()))
    action = Action(
        owner=Owner.RECIPIENT_ADMIN,
        title=phrase(f"receiver_settings.{title}"),
        steps=tuple(phrase(f"receiver_settings.{key}", ip=ip) for key in keys),
        commands=lines,
        syntax="",
    )
    return Remedy(cures=finding.code, actions=(action,))


def _software(evidence: Evidence, knowledge: Knowledge) -> list[str]:
    """What the receiver runs, as far as its words, its log or its host name show."""
    attempt, dialect = evidence.attempt, evidence.bounce.dialect
    host = attempt.remote_mta or evidence.bounce.reporting_mta
    speakers = set(knowledge.replies.speakers(attempt.said, host, None, attempt.recipient))
    # A log line is of the receiver itself; a report in Postfix's manner may be of any server on the way.
    if evidence.logged_by_receiver and dialect:
        speakers.add(dialect)
    return [name for id, name in _SOFTWARE.items() if id in speakers]


def _counting(software: list[str]) -> list[str]:
    known = [f"voids.{name}" for name in software if f"voids.{name}" in WORDS]
    return known or ["voids.any"]
