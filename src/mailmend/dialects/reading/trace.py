"""Whom the far server saw, from the trace fields that it wrote into the message before it was returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailmend.mail import HeaderField
from mailmend.mail.fields import all_of, first
from mailmend.model import DeliveryAttempt
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical
from mailmend.span import Quote

_HOST = r"((?:[A-Za-z0-9_-]{1,63}\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62})"
_BY = pattern(rf"\bby\s+{_HOST}", re.IGNORECASE)
# RFC 5321 §4.4: the TCP-info of the from clause is the address in brackets.
_FROM = pattern(r"\Afrom\s[^;]{0,500}?\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]", re.IGNORECASE)
# RFC 7208 §9.1.
_CLIENT_IP = pattern(r"\bclient-ip=\"?\[?([0-9A-Fa-f:.]{3,45})", re.IGNORECASE)
_RECEIVER = pattern(rf"(?:\breceiver=\"?|\(){_HOST}(?=[\s;:\"]|\Z)", re.IGNORECASE)


def seen_by_far_server(
    tried: DeliveryAttempt, returned: tuple[HeaderField, ...], reporting_mta: str | None
) -> DeliveryAttempt:
    """``tried`` with the client's address where only the far server's own trace field in the message says it.

    A Received field counts when the server that refused wrote it; Received-SPF also when that is the server that
    reports (then nobody else refused): only a receiving server writes one.
    """
    if tried.client_ip or tried.action not in (None, "failed", "delayed"):
        return tried
    refused = _same(tried.remote_mta)
    checked = refused or _same(reporting_mta)
    for field, ip in (*_received(returned, refused), *_received_spf(returned, checked)):
        if ip and ip != tried.remote_ip:
            quote = Quote(line=field.line, text=f"{field.name}: {field.value}"[:400])
            return replace(tried, client_ip=ip, quotes=(*tried.quotes, ("client_ip", quote)))
    return tried


def _received(returned: tuple[HeaderField, ...], host: str | None) -> Iterator[tuple[HeaderField, str | None]]:
    # The newest hop stands first: the server that refused last took part in no other.
    field = first(returned, "Received") if host else None
    if field is None:
        return
    by, client = _BY.search(field.value), _FROM.match(field.value)
    ip = canonical(client[1]) if client else None
    # What a server hands to itself, for a filter, did not come from the client.
    if by and _same(by[1]) == host and ip not in ("127.0.0.1", "::1"):
        yield field, ip


def _received_spf(returned: tuple[HeaderField, ...], host: str | None) -> Iterator[tuple[HeaderField, str | None]]:
    for field in all_of(returned, "Received-SPF") if host else ():
        receiver, client = _RECEIVER.search(field.value), _CLIENT_IP.search(field.value)
        if receiver and client and _same(receiver[1]) == host:
            yield field, canonical(client[1])


def _same(host: str | None) -> str | None:
    """A host name in the form in which two are compared."""
    return host.lower().rstrip(".") if host else None
