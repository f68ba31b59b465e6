"""Which names may be asked on behalf of strangers: those of the public DNS, not those of the network that we run in."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

from mailmend.flow import Question
from mailmend.rdns import scope
from mailmend.resolvers.names import labels_of
from mailmend.spf.names import to_ascii
from mailmend.web.problems import BAD_NAME, INTERNAL_NAME, ProblemError

_LONGEST_NAME = 253  # RFC 1035 §2.3.4, without the root dot
# RFC 6761, 6762 (and its appendix G), 7686, 8375, 9476; ICANN's .internal (2024).
_INNER = frozenset("local localhost internal intranet private corp home lan localdomain onion alt".split())
_INFRASTRUCTURE = "arpa"
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?){0,126}")


def domain_of(text: str) -> str:
    """The domain meant by ``text``, a name, a mail address or a URL: in lower case, its U-labels as A-labels.

    Raises ProblemError where it is no name, or one of an inner network.
    """
    name = text.strip()
    if "://" in name:
        name = name.partition("://")[2]
    name = name.partition("/")[0].rpartition("@")[2].strip().rstrip(".").lower()
    name = to_ascii(name)
    if not 0 < len(name) <= _LONGEST_NAME or not _HOST.fullmatch(name) or _is_address(name):
        raise ProblemError(BAD_NAME)
    if not is_public(name):
        raise ProblemError(INTERNAL_NAME)
    return name


def is_askable(asked: Question) -> bool:
    """Whether ``asked`` may leave: a public name, and no server of an inner network."""
    if asked.server is not None and not _is_public_server(asked.server):
        return False
    return is_public(asked.name) or (asked.type in ("PTR", "CNAME", "NS", "SOA") and _is_public_reverse(asked.name))


def is_public(name: str) -> bool:
    """Whether ``name`` is one of the public DNS: several labels, and under none of the special-use domains."""
    labels = labels_of(name.lower())
    if labels is None:
        return True  # no DNS name: nobody is asked for it, it does not exist
    if not labels:
        return False
    last = labels[-1].decode("latin-1")
    return len(labels) > 1 and last not in _INNER and last != _INFRASTRUCTURE


def _is_public_server(server: str) -> bool:
    if scope(server) == "invalid":
        return is_public(server)
    return scope(server) == "public"


def _is_public_reverse(name: str) -> bool:
    """Whether ``name`` is the reverse name of a public address (RFC 1035 §3.5, RFC 3596 §2.5), or above one."""
    labels = name.rstrip(".").lower().split(".")
    try:
        if labels[-2:] == ["in-addr", "arpa"] and len(labels) == 6:
            return scope(str(IPv4Address(".".join(reversed(labels[:4]))))) == "public"
        if labels[-2:] == ["ip6", "arpa"] and len(labels) == 34:
            return scope(str(IPv6Address(int("".join(reversed(labels[:32])), 16)))) == "public"
    except ValueError:
        pass
    return False


def _is_address(name: str) -> bool:
    return scope(name) != "invalid"
