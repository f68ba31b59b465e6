"""What ``--dns`` accepts, read into its parts (contract: Worlds)."""

from __future__ import annotations

from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from mailmend.errors import UsageError
from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.resolvers.names import labels_of, server_key

Kind: TypeAlias = Literal["system", "server", "tls", "https", "zone"]

ACCEPTED = (
    "system, an address (192.0.2.53, 192.0.2.53:5353, [2001:db8::53]:53), "
    "https://HOST/dns-query, tls://HOST[:PORT] or zone:FILE"
)

_ADDRESS = pattern(r"(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15}))(?::([0-9]{1,5}))?")


@frozen
class Spec:
    """Where answers come from. ``text`` is as given; ``host`` is an address for a server, a name or address for TLS.

    ``path`` is the path of the URL for DoH, the file for a world.
    """

    text: str
    kind: Kind
    host: str = ""
    port: int = 53
    path: str = ""


def parse_spec(text: str) -> Spec:
    """Read ``text``. Raises UsageError, in one line that says what is accepted."""
    scheme, colon, rest = text.partition(":")
    if text == "system":
        return Spec(text=text, kind="system")
    if scheme == "zone" and rest:
        return Spec(text=text, kind="zone", path=rest)
    spec = _url(text) if colon and rest.startswith("//") else _server(text)
    if spec is None:
        shown = ascii(text if len(text) <= 60 else text[:60] + "…")
        raise UsageError("{shown} is not a place to ask DNS: use {accepted}", shown=shown, accepted=ACCEPTED)
    return spec


def _server(text: str) -> Spec | None:
    bracketed = _ADDRESS.fullmatch(text)
    host = (bracketed[1] or bracketed[2]) if bracketed else text
    address, port = server_key(host), _port(bracketed[3] if bracketed else None, 53)
    if address is None or address.endswith(".") or port is None or (bracketed and bracketed[1] and ":" not in address):
        return None
    return Spec(text=text, kind="server", host=address, port=port)


def _url(text: str) -> Spec | None:
    """RFC 8484 §3 and RFC 7858 §3.1: HTTPS on port 443, TLS on port 853, unless the URL says another."""
    try:
        url = urlsplit(text)
        port, host = url.port, url.hostname
    except ValueError:
        return None
    if not text.isascii() or not text.isprintable() or " " in text or not host or "@" in url.netloc or url.fragment:
        return None
    if labels_of(host) is None and server_key(host) is None:
        return None
    if url.scheme == "https":
        path = (url.path or "/dns-query") + (f"?{url.query}" if url.query else "")
        return Spec(text=text, kind="https", host=host, port=port or 443, path=path)
    if url.scheme == "tls" and url.path in ("", "/") and not url.query:
        return Spec(text=text, kind="tls", host=host, port=port or 853)
    return None


def _port(digits: str | None, default: int) -> int | None:
    port = int(digits) if digits else default
    return port if 0 < port < 65536 else None
