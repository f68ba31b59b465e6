"""What each receiver on the way stated about SPF, DKIM, DMARC: one statement for each method and its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from mailmend.authres.scan import Section, sections
from mailmend.frozen import frozen
from mailmend.mail import HeaderField
from mailmend.rdns import parse_ip

StatementKind: TypeAlias = Literal[
    "received-spf", "authentication-results", "arc-authentication-results", "ms-authentication-results"
]
Pairs: TypeAlias = tuple[tuple[str, str], ...]

_KINDS: Final[dict[str, StatementKind]] = {
    "received-spf": "received-spf",
    "authentication-results": "authentication-results",
    # Exchange and some gateways put aside under this name what came in from outside.
    "authentication-results-original": "authentication-results",
    "arc-authentication-results": "arc-authentication-results",
    "x-ms-exchange-authentication-results": "ms-authentication-results",
}

# IANA "Email Authentication Methods" (RFC 8601 §6.3), and those that Microsoft (compauth) and others add.
_METHODS: Final = frozenset(
    {"arc", "auth", "bimi", "compauth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "dnswl", "domainkeys"}
    | {"iprev", "rrvs", "sender-id", "smime", "spf", "vbr"}
)
_IP_KEYS: Final = ("client-ip", "smtp.remote-ip", "smtp.client-ip", "policy.iprev", "smtp.iprev")
_HELO_KEYS: Final = ("helo", "smtp.helo")
_FROM_KEYS: Final = ("envelope-from", "smtp.mailfrom", "smtp.mfrom", "smtp.mail")
_AROUND_WORDS: Final = "[](){}<>,;.'\""


@frozen
class Statement:
    """One result as one receiver stated it.

    ``by`` is the authserv-id or the receiver's name, None where Microsoft leaves it out; ``method`` and ``result``
    are lower case (``spf``, ``softfail``); ``properties`` are the other ``key=value`` pairs, keys lower case.
    ``client_ip`` is canonical; ``envelope_from`` is an address or, where no more is said, a domain; ``reason`` is the
    comment, or the ``reason=`` of RFC 8601. ``line`` counts from 1 in the input as received, ``text`` is the field.
    """

    kind: StatementKind
    by: str | None
    method: str
    result: str
    properties: Pairs
    client_ip: str | None
    helo: str | None
    envelope_from: str | None
    reason: str | None
    line: int
    text: str


def statements(fields: Iterable[HeaderField]) -> tuple[Statement, ...]:
    """All that the trace fields among ``fields`` state, in their order. A field that cannot be read states nothing."""
    return tuple(statement for field in fields for statement in _of(field))


def _of(field: HeaderField) -> Iterator[Statement]:
    kind = _KINDS.get(field.name.lower())
    if kind is None:
        return
    parts = tuple(sections(field.value))
    if kind == "received-spf":
        yield from _received_spf(field, parts)
    else:
        yield from _authentication_results(field, kind, parts)


def _received_spf(field: HeaderField, parts: Sequence[Section]) -> Iterator[Statement]:
    # RFC 7208 §9.1: result, comment, key-value-list.
    if not parts or not parts[0].words:
        return
    comments = [text for part in parts for _, text in part.comments]
    pairs = tuple(pair for part in parts for pair in part.pairs)
    by = dict(pairs).get("receiver") or _speaker(comments)
    yield _statement(field, "received-spf", by, ("spf", parts[0].words[0]), pairs, comments)


def _authentication_results(field: HeaderField, kind: StatementKind, parts: Sequence[Section]) -> Iterator[Statement]:
    # RFC 8617 §4.1.1: ARC puts its instance before the authserv-id.
    if parts and not parts[0].words and [key for key, _ in parts[0].pairs] == ["i"]:
        parts = parts[1:]
    # RFC 8601 §2.2: authserv-id first; Microsoft leaves it out and begins with the first result.
    by = parts[0].words[0] if parts and parts[0].words else None
    for part in parts:
        starts = _method_starts(part.pairs)
        ends = (*starts[1:], len(part.pairs))
        for start, end in zip(starts, ends, strict=False):
            comments = [text for before, text in part.comments if start < before <= end]
            yield _statement(field, kind, by, part.pairs[start], part.pairs[start + 1 : end], comments)


def _method_starts(pairs: Pairs) -> tuple[int, ...]:
    """Where methods begin: at the first pair, and at a later one only where a semicolon was plainly forgotten."""
    if not pairs or "." in pairs[0][0]:
        return ()
    return (0, *(at for at, (key, _) in enumerate(pairs) if at and key in _METHODS))


def _statement(
    field: HeaderField,
    kind: StatementKind,
    by: str | None,
    outcome: tuple[str, str],
    properties: Pairs,
    comments: Sequence[str],
) -> Statement:
    method, result = outcome[0].partition("/")[0], outcome[1]
    reason = dict(properties).get("reason")
    return Statement(
        kind=kind,
        by=_host(by),
        method=method,
        result=result.lower(),
        properties=properties,
        client_ip=_client_ip(method, properties, comments),
        helo=_first(properties, _HELO_KEYS),
        envelope_from=_first(properties, _FROM_KEYS),
        reason=comments[0] if comments and comments[0] else reason,
        line=field.line,
        text=f"{field.name}: {field.value}",
    )


def _host(name: str | None) -> str | None:
    """The receiver's name; some write ``<UNKNOWN>``, which names nobody."""
    bare = (name or "").strip("<>").rstrip(".").lower()
    return None if bare in ("", "unknown") else bare


def _first(properties: Pairs, keys: Sequence[str]) -> str | None:
    known = dict(reversed(properties))
    found = next((known[key] for key in keys if key in known), "")
    return found.strip("<>") or None


def _client_ip(method: str, properties: Pairs, comments: Sequence[str]) -> str | None:
    """The client's address: where a key names it, else the first address in a comment on SPF or iprev.

    Comments are free text, but all large receivers put the address there: ``sender IP is 192.0.2.1`` (Microsoft),
    ``domain of … designates 192.0.2.1 as permitted sender`` (Google and RFC 7208 §9.1's own examples).
    """
    stated = _first(properties, _IP_KEYS)
    if stated is not None and (address := parse_ip(stated)):
        return address
    if method not in ("spf", "iprev"):
        return None
    words = (word.strip(_AROUND_WORDS) for comment in comments for word in comment.split())
    return next((address for word in words if (address := parse_ip(word))), None)


def _speaker(comments: Sequence[str]) -> str | None:
    """The host that speaks in a Received-SPF comment (``mx.example.org: domain of …``)."""
    name, colon, _ = comments[0].partition(":") if comments else ("", "", "")
    return name.strip() if colon and "." in name and " " not in name.strip() else None
