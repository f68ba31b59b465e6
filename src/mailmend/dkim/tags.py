"""Tag lists: ``v=1; d=example.com; s=key`` (RFC 6376 §3.2), which DMARC records are written in too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mailmend.frozen import frozen
from mailmend.span import Span

# A real list has fewer than twenty tags and, keys and signatures included, a few kB.
_LONGEST: Final = 65536


@frozen
class Tag:
    """One part of a tag list between semicolons, its outer white space left aside.

    ``name`` is lower case and empty where the part has no ``=`` or nothing before it. The spans count characters of
    the whole text: ``span`` that of the part, ``value_span`` that of its value.
    """

    name: str
    value: str
    span: Span
    value_span: Span


def tags(text: str) -> Iterator[Tag]:
    """The parts of ``text`` in order, those that are no tags too; empty parts are left out (RFC 6376 §3.2)."""
    start = 0
    for part in text[:_LONGEST].split(";"):
        stripped = part.strip()
        if stripped:
            at = start + part.index(stripped)
            yield _tag(stripped, at)
        start += len(part) + 1


def tag_list(text: str) -> tuple[tuple[str, str], ...]:
    """The tags of ``text`` with their values, in order, white space around both removed.

    Tolerant: what has no ``=`` is left out, and a name that stands twice is given twice; the reader decides.
    """
    pairs = (part.partition("=") for part in text[:_LONGEST].split(";"))
    return tuple((name.strip(), value.strip()) for name, equals, value in pairs if equals and name.strip())


def _tag(part: str, at: int) -> Tag:
    name, equals, value = part.partition("=")
    whole = Span(at, at + len(part))
    if not equals or not name.strip():
        return Tag(name="", value=part, span=whole, value_span=whole)
    bare = value.strip()
    start = at + len(part) - len(value.lstrip()) if bare else whole.end
    return Tag(name=name.strip().lower(), value=bare, span=whole, value_span=Span(start, start + len(bare)))
