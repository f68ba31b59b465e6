"""DNS as its owners change it: signed updates at the primary (RFC 2136, RFC 8945)."""

from __future__ import annotations

import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.tsigkeyring
import dns.update

from lab.network import HOSTS
from lab.zones import KEY_NAME, KEY_SECRET, Zone

_KEYS = dns.tsigkeyring.from_text({KEY_NAME: KEY_SECRET})


def replace(zone: Zone, name: str, rtype: str, before: list[str] | None, after: list[str]) -> str:
    """Put the RRset ``after`` in the place of ``before`` (None: whatever is there); the response code as text."""
    update = dns.update.UpdateMessage(zone.name, keyring=_KEYS, keyalgorithm="hmac-sha256")
    for text in before or ():
        update.present(name, rtype, _spelt(rtype, text))
    if before == []:
        update.absent(name, rtype)
    update.delete(name, rtype)
    for text in after:
        update.add(name, zone.ttl, rtype, _spelt(rtype, text))
    reply = dns.query.tcp(update, HOSTS[f"dns-{zone.primary}"][0], timeout=10)
    return dns.rcode.to_text(reply.rcode())


def answers(server: str, name: str, rtype: str) -> list[str]:
    """What the server at the address ``server`` says, each record as text, the strings of a TXT joined."""
    query = dns.message.make_query(name, rtype)
    reply, _ = dns.query.udp_with_fallback(query, server, timeout=5)
    found = [rdata for rrset in reply.answer if rrset.rdtype == dns.rdatatype.from_text(rtype) for rdata in rrset]
    if rtype == "TXT":
        return sorted(b"".join(rdata.strings).decode() for rdata in found)
    return sorted(rdata.to_text() for rdata in found)


def _spelt(rtype: str, text: str) -> str:
    if rtype != "TXT":
        return text
    pieces = [text[start : start + 255] for start in range(0, len(text), 255)]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
