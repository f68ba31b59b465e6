"""The contact of a domain's registration by RDAP (RFC 9082, RFC 9083), asked only when the asker says so.

The registry's server is found in IANA's bootstrap file (RFC 9224). Addresses that are not public are not contacted:
whose server it is says a file from the network.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from mailmend.errors import InputError
from mailmend.pattern import pattern

BOOTSTRAP = "https://data.iana.org/rdap/dns.json"
_PATIENCE = 5.0  # seconds for each connection
_MOST_BYTES = 2_000_000
_MOST_MOVES = 3
_DEEPEST = 4
_ROLES = ("abuse", "technical", "registrant", "administrative")
_MAILBOX = pattern(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def abuse_contacts(domain: str, *, bootstrap: str = BOOTSTRAP, allow_private: bool = False) -> tuple[str, ...]:
    """The mail addresses that the registry gives for ``domain``, those for abuse first; empty where it gives none.

    Raises InputError where the registry cannot be asked.
    """
    server = _server(_fetched(bootstrap, allow_private=allow_private), domain)
    if server is None:
        return ()
    found = _fetched(urljoin(server.rstrip("/") + "/", f"domain/{domain}"), allow_private=allow_private)
    pairs = sorted(_contacts(found, _DEEPEST), key=lambda pair: _ROLES.index(pair[0]))
    return tuple(dict.fromkeys(address for _, address in pairs))


def _server(services: Any, domain: str) -> str | None:  # noqa: ANN401 - JSON of a stranger
    """The server of the domain's registry: the entry of the longest suffix (RFC 9224 §4), over HTTPS if it has it."""
    best: tuple[int, str] | None = None
    for entry in services.get("services", []) if isinstance(services, dict) else []:
        names, urls = (entry[0], entry[1]) if isinstance(entry, list) and len(entry) == 2 else ((), ())
        fits = [len(str(n)) for n in names if domain == str(n) or domain.endswith(f".{n}")]
        secure = sorted((str(url) for url in urls), key=lambda url: not url.startswith("https:"))
        if fits and secure and (best is None or max(fits) > best[0]):
            best = (max(fits), secure[0])
    return best[1] if best else None


def _contacts(found: Any, depth: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Role and mail address of every entity (RFC 9083 §5.1); entities stand in entities."""
    if not isinstance(found, dict) or not depth:
        return
    for entity in found.get("entities") or ():
        if not isinstance(entity, dict):
            continue
        role = next((role for role in _ROLES if role in (entity.get("roles") or ())), None)
        card = entity.get("vcardArray")
        fields = card[1] if isinstance(card, list) and len(card) == 2 and isinstance(card[1], list) else ()
        for field in fields:
            # jCard (RFC 7095 §3.3): name, parameters, type, value.
            email = isinstance(field, list) and len(field) == 4 and field[0] == "email"
            if role and email and _MAILBOX.fullmatch(str(field[3])):
                yield role, str(field[3]).lower()
        yield from _contacts(entity, depth - 1)


def _fetched(url: str, *, allow_private: bool) -> Any:  # noqa: ANN401
    """The JSON at ``url``, following a few redirections, each of them checked anew."""
    for _ in range(_MOST_MOVES + 1):
        try:
            status, moved, body = _get(url, allow_private=allow_private)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise InputError("{url} cannot be asked: {why}", url=url[:200], why=str(error)[:200]) from None
        if status in (301, 302, 303, 307, 308) and moved:
            url = urljoin(url, moved)
        elif status == 404:
            return {}
        elif status == 200:
            break
        else:
            raise InputError("{url} answers {status}", url=url[:200], status=status)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise InputError("{url} does not answer with JSON", url=url[:200]) from None


def _get(url: str, *, allow_private: bool) -> tuple[int, str | None, bytes]:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or (parts.scheme == "http" and not allow_private):
        raise ValueError("not an HTTPS address")
    address = _address(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), public=not allow_private)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_PATIENCE)
    opened = socket.create_connection(address[:2], timeout=_PATIENCE)
    connection.sock = (
        ssl.create_default_context().wrap_socket(opened, server_hostname=parts.hostname)
        if parts.scheme == "https"
        else opened
    )
    try:
        connection.request("GET", parts.path or "/", headers={"Accept": "application/rdap+json, application/json"})
        reply = connection.getresponse()
        return reply.status, reply.getheader("Location"), reply.read(_MOST_BYTES)
    finally:
        connection.close()


def _address(host: str, port: int, *, public: bool) -> tuple[str, int]:
    """Where ``host`` is; the address that was checked is the one that is connected to."""
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        ip = str(place[0]).partition("%")[0]
        if not public or ipaddress.ip_address(ip).is_global:
            return ip, port
    raise ValueError("its address is private")
