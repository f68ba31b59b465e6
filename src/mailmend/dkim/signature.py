"""Who signed a message: the DKIM-Signature fields of its header (RFC 6376 §3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailmend.dkim.tags import tag_list
from mailmend.mail import HeaderField


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One DKIM-Signature field: SDID (``d=``), selector (``s=``), AUID (``i=``), algorithm (``a=``).

    Domain names are lower case without the root dot; ``line`` counts from 1 in the input as received.
    """

    domain: str
    selector: str
    identity: str | None
    algorithm: str | None
    line: int


def signatures(fields: Iterable[HeaderField]) -> tuple[Signature, ...]:
    """The signatures among ``fields``, in their order; a field that names no domain signs for nobody."""
    read = (_signature(field) for field in fields if field.name.lower() == "dkim-signature")
    return tuple(signature for signature in read if signature.domain)


def _signature(field: HeaderField) -> Signature:
    # RFC 6376 §3.2: a tag that stands twice voids the list; a bounced header may be damaged, so the first one counts.
    tags: dict[str, str] = {}
    for name, value in tag_list(field.value):
        # Folding may break any of these values (RFC 6376 §3.5), and none of them holds white space of its own.
        tags.setdefault(name.lower(), "".join(value.split()))
    return Signature(
        domain=tags.get("d", "").rstrip(".").lower(),
        selector=tags.get("s", "").rstrip(".").lower(),
        identity=tags.get("i") or None,
        algorithm=tags.get("a") or None,
        line=field.line,
    )
