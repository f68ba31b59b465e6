"""What clients say about a message or a domain, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mailmend.client import Client, ToldWords
from mailmend.errors import UsageError
from mailmend.frozen import frozen
from mailmend.model import Told
from mailmend.rdns import parse_ip
from mailmend.resolvers import World
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, ProblemError

_LONGEST = 320  # RFC 5321 §4.5.3.1: a path has at most 256 octets; what is longer is no address
_MOST_MINE = 20


def told_of(fields: Mapping[str, str], mine: Sequence[str], now: datetime) -> Told:
    """What a form or a query says about the message; empty fields say nothing. Raises ProblemError for what is none.

    DNS is asked without the local part of the sender.
    """
    said = {key: fields[key].strip() for key in ("ip", "sender", "helo", "at") if fields.get(key, "").strip()}
    networks = [net for text in mine for net in text.replace(",", " ").split()]
    if any(len(text) > _LONGEST for text in said.values()) or len(networks) > _MOST_MINE:
        raise ProblemError(BAD_PARAMETER)
    words: ToldWords = {
        "ip": said.get("ip"),
        "sender": said.get("sender"),
        "helo": said.get("helo"),
        "mine": tuple(networks),
        "at": _time(said["at"]) if "at" in said else None,
        "now": now,
        "discreet": True,
    }
    try:
        return Client(dns=World(name="nobody is asked")).told(**words)
    except UsageError:
        raise ProblemError(BAD_PARAMETER) from None


@frozen
class AskedSpf:
    """What ``/spf/{domain}`` is asked: ``ip`` is None for the record as a whole."""

    domain: str
    ip: str | None
    sender: str
    helo: str


def asked_spf(domain: str, query: Mapping[str, str]) -> AskedSpf:
    """The domain and the identities of a request; raises ProblemError for what is none.

    The local part of a sender stays here: ``postmaster`` stands for it in the questions of macros (RFC 7208 §11.6).
    """
    name = domain_of(domain)
    sender, helo, ip = (query.get(key, "").strip() for key in ("sender", "helo", "ip"))
    address = parse_ip(ip) if ip else None
    if ip and address is None:
        raise ProblemError(BAD_PARAMETER)
    return AskedSpf(
        domain=name,
        ip=address,
        sender=f"postmaster@{domain_of(sender) if sender else name}",
        helo=domain_of(helo) if helo else name,
    )


def _time(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ProblemError(BAD_PARAMETER) from None
    if parsed.tzinfo is None:
        raise ProblemError(BAD_PARAMETER)
    return parsed
