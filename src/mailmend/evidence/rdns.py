"""The names of the sending address, where they may be the reason of the refusal."""

from __future__ import annotations

import re

from mailmend.evidence.helo import SAYS_HELO
from mailmend.flow import Flow
from mailmend.model import Category, Client, Notification, SendingHost
from mailmend.pattern import pattern
from mailmend.rdns import AddressNames, address_names, generic_by, parse_ip, scope

_MOST = 2000
# Not the numbers of an RFC's section ("see RFC 2821 4.1.1.1").
_SECTION = pattern(
    r"\brfc[\s-]?\d{1,5}[\s,;:(§]{0,4}(?:section|sec\.?)?\s{0,2}\d{1,3}(?:\.\d{1,3}){1,5}", re.IGNORECASE
)
_ADDRESS = pattern(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w:]|\.\d)")


def look(bounce: Notification, client: Client | None) -> Flow[SendingHost | None]:
    """The sending address that the refusal is about, with its names; None where it is not about that."""
    attempt = bounce.attempt
    said = f"{attempt.said}\n{attempt.text or ''}"[:_MOST]
    if attempt.category is not Category.SENDER_DNS or SAYS_HELO.search(said):
        return None
    ip = client.ip if client else _only_address(said)
    if ip is None or scope(ip) != "public":
        return None
    names = client.names if client and client.names else (yield from address_names(ip))
    return sending_host(ip, "reply", names)


def sending_host(ip: str, known_by: str, names: AddressNames) -> SendingHost:
    """The sending address with its names, judged: one name that was chosen is enough not to be generic."""
    kinds = [generic_by(name, ip) for name in names.confirmed or names.names]
    return SendingHost(ip=ip, known_by=known_by, names=names, generic=kinds[0] if kinds and all(kinds) else None)


def _only_address(said: str) -> str | None:
    """The address in a refusal about the sending host's name; None where it names none, or several."""
    found = {address for word in _ADDRESS.findall(_SECTION.sub(" ", said)) if (address := parse_ip(word))}
    return found.pop() if len(found) == 1 else None
