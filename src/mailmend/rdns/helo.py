"""The name by which a sending server greets (RFC 5321 §4.1.1.1), judged as receivers do before they read on."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from mailmend.flow import Answer, Flow, ask, question
from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.rdns.special import parse_ip

HeloState: TypeAlias = Literal[
    "fine", "literal", "address", "unqualified", "local", "invalid", "unresolved", "elsewhere", "unavailable"
]
_LONGEST: Final = 255
# RFC 1123 §2.1: letters, digits and hyphens; the last label is not a number.
_HOST: Final = pattern(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,40}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
# RFC 6761, RFC 6762, RFC 8375 and names that private networks are used to: no public DNS holds them.
_PRIVATE: Final = frozenset(
    ("local", "localdomain", "localhost", "lan", "internal", "intranet", "corp", "home", "arpa", "invalid", "workgroup")
)


@frozen
class HeloName:
    """A HELO name and what DNS says of it.

    ``state``: ``literal`` (``[192.0.2.1]``, which RFC 5321 §4.1.3 allows and many refuse), ``address`` (an address
    without brackets), ``unqualified`` (one label), ``local`` (a name of private networks), ``invalid`` (not a host
    name), ``unresolved`` (no address), ``elsewhere`` (other addresses than the client's), ``unavailable`` (DNS failed).
    """

    name: str
    state: HeloState
    answers: tuple[Answer, ...] = ()


def helo_name(name: str, ip: str | None) -> Flow[HeloName]:
    """What receivers make of the HELO name ``name`` of a client at ``ip`` (None: not known)."""
    host = name[:_LONGEST].strip().rstrip(".").lower()
    state = _by_spelling(host)
    if state:
        return HeloName(name=host, state=state)
    answers = yield from ask(*(question(host, kind) for kind in ("A", "AAAA")))
    found = {parse_ip(str(value)) for answer in answers if answer.outcome == "data" for value in answer.data}
    if not found:
        failed = any(answer.outcome == "unavailable" for answer in answers)
        return HeloName(name=host, state="unavailable" if failed else "unresolved", answers=answers)
    elsewhere = ip is not None and parse_ip(ip) not in found
    return HeloName(name=host, state="elsewhere" if elsewhere else "fine", answers=answers)


def _by_spelling(host: str) -> HeloState | None:
    if host.startswith("[") and host.endswith("]"):
        return "literal" if parse_ip(host) else "invalid"
    if parse_ip(host):
        return "address"
    last = host.rpartition(".")[2]
    if last in _PRIVATE:
        return "local"
    if "." not in host:
        return "unqualified" if re.fullmatch(r"[a-z0-9_-]{1,63}", host) else "invalid"
    return None if _HOST.fullmatch(host) else "invalid"
