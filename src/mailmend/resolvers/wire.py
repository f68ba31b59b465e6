"""DNS messages (RFC 1035 §4) by dnspython: one query out, and what the reply to it says."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal, TypeAlias

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from mailmend.errors import UsageError
from mailmend.flow import Outcome, Reason
from mailmend.frozen import frozen
from mailmend.resolvers.names import Labels, name_text, server_key
from mailmend.resolvers.rdata import Value

# What fits through every path unfragmented (DNS Flag Day 2020; RFC 6891 §6.2.5 asks for such a value).
PAYLOAD = 1232
MAX_CHAIN = 16

_REASONS: dict[dns.rcode.Rcode, Reason] = {
    dns.rcode.REFUSED: "refused",
    dns.rcode.NOTAUTH: "refused",
    dns.rcode.NOTIMP: "refused",
    dns.rcode.FORMERR: "malformed",
}
_EDNS_UNKNOWN = frozenset({dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS})

Said: TypeAlias = Outcome | Literal["alias", "truncated", "no-edns"]


@frozen
class Reply:
    """What a reply says: an outcome, or what must be asked next.

    ``alias``: the name is another (``target``), whose records are not here; ``truncated``: ask over TCP;
    ``no-edns``: ask without EDNS. ``ttls`` are those of the CNAMEs followed and of what was found.
    """

    said: Said
    data: tuple[Value, ...] = ()
    ttls: tuple[int, ...] = ()
    reason: Reason | None = None
    target: Labels = ()


def failure(reason: Reason) -> Reply:
    """The reply that did not come, or says nothing of use."""
    return Reply(said="unavailable", reason=reason)


def type_code(rtype: str) -> dns.rdatatype.RdataType:
    """The number of a record type. Raises UsageError for what is none, or stands for several (ANY, AXFR)."""
    try:
        code = dns.rdatatype.from_text(rtype)
    except (dns.exception.DNSException, ValueError):
        raise UsageError("{rtype!a} is no DNS record type", rtype=rtype[:20]) from None
    if dns.rdatatype.is_metatype(code):
        raise UsageError("{rtype} asks for more than one record type: ask for each", rtype=rtype)
    return code


class Query:
    """One question on its way out: its bytes, and the reading of what comes back."""

    def __init__(self, name: Labels, rtype: str, *, recursive: bool, edns: bool = True) -> None:
        self._labels = name
        self._type = rtype
        self._recursive = recursive
        self._name = dns.name.Name((*name, b""))
        self._code = type_code(rtype)
        # RFC 5452 §9.2: an id that nobody can guess; the port is the kernel's choice, new for each socket.
        self._message = dns.message.make_query(
            self._name,
            self._code,
            use_edns=0 if edns else False,
            payload=PAYLOAD if edns else None,
            id=secrets.randbits(16),
            flags=dns.flags.RD if recursive else 0,
        )
        self._edns = edns
        self.wire = self._message.to_wire()

    def without_edns(self) -> Query:
        """The same question for servers that do not know EDNS (RFC 6891 §7)."""
        return Query(self._labels, self._type, recursive=self._recursive, edns=False)

    def is_answered_by(self, wire: bytes) -> bool:
        """RFC 5452 §4: a reply counts only with the id and the question that were sent; all else may be forged."""
        try:
            return self._message.is_response(dns.message.from_wire(wire, question_only=True))
        except (dns.exception.DNSException, ValueError):
            return False

    def read(self, wire: bytes) -> Reply:
        """What ``wire`` says; never raises."""
        if not self.is_answered_by(wire):
            return failure("malformed")
        # The TC bit, before the rest is read: it may be cut anywhere.
        if wire[2] & 0x02:
            return Reply(said="truncated")
        try:
            message = dns.message.from_wire(wire)
            return self._read(message)
        except (dns.exception.DNSException, ValueError):
            return failure("malformed")

    def _read(self, message: dns.message.Message) -> Reply:
        rcode = message.rcode()
        if self._edns and rcode in _EDNS_UNKNOWN:
            return Reply(said="no-edns")
        if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            return failure(_REASONS.get(rcode, "servfail"))
        # An authoritative server that is asked about its own zone says AA; one that does not is lame (RFC 1912 §2.8).
        if not self._recursive and not message.flags & dns.flags.AA:
            return self._delegation(message) or failure("lame")
        return self._follow(message, rcode)

    def _delegation(self, message: dns.message.Message) -> Reply | None:
        """RFC 1034 §4.3.2, step 3b: whoever asks a parent's server for NS is told where the zone is delegated to."""
        referral = _rrset(message.authority, self._name, dns.rdatatype.NS)
        if self._code != dns.rdatatype.NS or not referral or message.answer:
            return None
        return Reply(said="data", data=tuple(_value(rdata) for rdata in referral), ttls=(referral.ttl,))

    def _follow(self, message: dns.message.Message, rcode: dns.rcode.Rcode) -> Reply:
        """RFC 1034 §3.6.2: follow CNAMEs through the message, to the records or to where it stops."""
        name, ttls = self._name, list[int]()
        for _ in range(MAX_CHAIN + 1):
            found = _rrset(message.answer, name, self._code)
            if found:
                data = tuple(dict.fromkeys(_value(rdata) for rdata in found))
                return Reply(said="data", data=data, ttls=(*ttls, found.ttl))
            alias = _rrset(message.answer, name, dns.rdatatype.CNAME)
            if not alias:
                return self._nothing(message, rcode, name, ttls)
            ttls.append(alias.ttl)
            name = alias[0].target
        return failure("servfail")

    def _nothing(
        self, message: dns.message.Message, rcode: dns.rcode.Rcode, name: dns.name.Name, ttls: Sequence[int]
    ) -> Reply:
        """No records in the message: a negative answer (RFC 2308 §2), the head of a chain, or a referral."""
        soas = [rrset for rrset in message.authority if rrset.rdtype == dns.rdatatype.SOA and rrset]
        # RFC 2308 §5: a negative answer lives as long as the smaller of the SOA's TTL and its MINIMUM.
        lives = tuple(min(soa.ttl, soa[0].minimum) for soa in soas)
        if rcode == dns.rcode.NXDOMAIN:
            return Reply(said="nxdomain", ttls=(*ttls, *lives) if soas else ())
        if soas or name == self._name:
            referral = not soas and any(rrset.rdtype == dns.rdatatype.NS for rrset in message.authority)
            if referral and not message.flags & (dns.flags.AA | dns.flags.RA):
                return failure("lame")
            return Reply(said="nodata", ttls=(*ttls, *lives) if soas else ())
        return Reply(said="alias", target=labels(name), ttls=tuple(ttls))


def labels(name: dns.name.Name) -> Labels:
    """The labels of an absolute dnspython name, lower case, without the root."""
    return tuple(label.lower() for label in name.labels[:-1])


def _rrset(
    section: Sequence[dns.rrset.RRset], name: dns.name.Name, code: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    matches = (r for r in section if r.rdtype == code and r.rdclass == dns.rdataclass.IN and r.name == name)
    return next(matches, None)


def _value(rdata: dns.rdata.Rdata) -> Value:
    """One record in the shape of ``Answer.data``; what is of no interest here is kept as its text."""
    kind = dns.rdatatype.to_text(rdata.rdtype)
    # Every class of dnspython has its own attributes, which the base class does not declare.
    fields: Value = rdata
    if kind in ("TXT", "SPF"):
        return tuple(fields.strings)
    if kind in ("A", "AAAA"):
        return server_key(fields.address)
    if kind in ("NS", "CNAME", "PTR"):
        return name_text(labels(fields.target))
    if kind == "MX":
        return (fields.preference, name_text(labels(fields.exchange)))
    if kind == "SRV":
        return (fields.priority, fields.weight, fields.port, name_text(labels(fields.target)))
    if kind == "SOA":
        names = name_text(labels(fields.mname)), name_text(labels(fields.rname))
        return (*names, fields.serial, fields.refresh, fields.retry, fields.expire, fields.minimum)
    return rdata.to_text()
