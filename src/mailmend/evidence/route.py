"""The hops of the returned message, from its Received trace fields (RFC 5321 §4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailmend.mail import HeaderField
from mailmend.model import Hop
from mailmend.pattern import pattern
from mailmend.rdns import parse_ip
from mailmend.span import Quote

# "from HELO-NAME (HOST [ADDRESS]) by NAME": what every MTA writes in some way; each part may be missing.
_FROM = pattern(r"\bfrom\s+([^\s()\[\];]{1,255})", re.IGNORECASE)
_BY = pattern(r"\bby\s+([^\s()\[\];]{1,255})", re.IGNORECASE)
_BRACKETED = pattern(r"\(\s{0,4}(?:([^\s()\[\]@]{1,255})\s{1,4})?[^()\[\]]{0,255}\[([^\]\s]{2,64})\]")
_BARE = pattern(r"\(\s{0,4}(?:([^\s()\[\]@]{1,255})\s{1,4})?([0-9a-fA-F:.]{3,45})\)")
_MOST_HOPS = 100


def hops(fields: Iterable[HeaderField]) -> tuple[Hop, ...]:
    """The hops that ``fields`` tell of, newest first; at most 100 of them."""
    received = [f for f in fields if f.name.lower() == "received"][:_MOST_HOPS]
    return tuple(_hop(field) for field in received)


def _hop(field: HeaderField) -> Hop:
    value = field.value[:2000]
    source, by = _FROM.search(value), _BY.search(value)
    # What stands before "by" is about the client; the address in brackets is the receiving MTA's own observation.
    about_client = value[source.start() : by.start() if by and by.start() > source.start() else None] if source else ""
    seen = _BRACKETED.search(about_client) or _BARE.search(about_client)
    return Hop(
        by=_host(by.group(1)) if by else None,
        from_name=_host(source.group(1)) if source else None,
        from_host=_host(seen.group(1)) if seen and seen.group(1) else None,
        from_ip=parse_ip(seen.group(2)) if seen else None,
        quote=Quote(line=field.line, text=f"{field.name}: {' '.join(value.split())[:400]}"),
    )


def _host(name: str) -> str:
    return name.rstrip(".").lower()
