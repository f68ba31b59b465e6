"""Who signed a message, and how: the DKIM-Signature fields of its header (RFC 6376 §3.5)."""

from __future__ import annotations

from collections.abc import Iterable

from mailmend.dkim.tags import tag_list
from mailmend.frozen import frozen
from mailmend.mail import HeaderField

# Seconds since 1970 have ten digits until the year 2286; RFC 6376 §3.5 lets a reader stop at twelve.
_MOST_DIGITS = 12


@frozen
class Signature:
    """One DKIM-Signature field: SDID (``d=``), selector (``s=``), AUID (``i=``), algorithm (``a=``).

    Domain names are lower case without the root dot; ``line`` counts from 1 in the input as received. ``signed_at``
    (``t=``) and ``expires`` (``x=``) are seconds since 1970, None where they are not said. ``covers`` are the header
    fields signed (``h=``), lower case; ``partial`` whether only part of the body is signed (``l=``). ``lacks`` names
    the tags that a signature must have and this one has not.
    """

    domain: str
    selector: str
    identity: str | None
    algorithm: str | None
    line: int
    signed_at: int | None = None
    expires: int | None = None
    covers: tuple[str, ...] = ()
    partial: bool = False
    lacks: tuple[str, ...] = ()
    text: str = ""


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
        signed_at=_seconds(tags.get("t")),
        expires=_seconds(tags.get("x")),
        covers=tuple(name.lower() for name in tags.get("h", "").split(":") if name),
        partial="l" in tags,
        # RFC 6376 §3.5: these are required.
        lacks=tuple(name for name in ("v", "a", "b", "bh", "d", "h", "s") if not tags.get(name)),
        text=f"{field.name}: {field.value}",
    )


def _seconds(text: str | None) -> int | None:
    fits = text is not None and len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()
    return int(text) if fits and text is not None else None
