"""Where the people who run a domain's mail can be reached, surest first.

postmaster@ must exist at every mail domain (RFC 5321 §4.5.1); abuse@ of the domain whose servers take its mail (RFC
2142 §4); the contact in the SOA record of its zone (RFC 1035 §3.3.13, RNAME).
"""

from __future__ import annotations

from mailmend.flow import Flow, question
from mailmend.frozen import frozen
from mailmend.knowledge import Knowledge
from mailmend.pattern import pattern

_MOST_EXCHANGERS = 3
_MAILBOX = pattern(r"[a-z0-9._+-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


@frozen
class Contact:
    """An address, and by what it is known: ``postmaster``, ``abuse``, ``soa`` or ``rdap``."""

    address: str
    by: str


def contacts(domain: str, knowledge: Knowledge) -> Flow[tuple[Contact, ...]]:
    """The addresses for ``domain``; what DNS does not tell is left out."""
    organizational = knowledge.suffixes.organizational(domain)
    exchangers, soa = yield (question(domain, "MX"), question(organizational, "SOA"))
    found = [Contact(address=f"postmaster@{domain}", by="postmaster")]
    for _, host in sorted(exchangers.data)[:_MOST_EXCHANGERS]:
        found.append(Contact(address=f"abuse@{knowledge.suffixes.organizational(str(host))}", by="abuse"))
    found += [Contact(address=mailbox(str(record[1])), by="soa") for record in soa.data[:1]]
    known = {contact.address: contact for contact in reversed(found) if _MAILBOX.fullmatch(contact.address)}
    return tuple(contact for contact in found if known.get(contact.address) is contact)


def mailbox(name: str) -> str:
    """The mail address that a domain name of a zone's contact stands for: its first label is the local part."""
    local, _, domain = name.replace("\\.", "\0").partition(".")
    return f"{local}@{domain}".replace("\0", ".").rstrip(".").lower()
