"""Tag lists: ``v=1; d=example.com; s=key`` (RFC 6376 §3.2), which DMARC records are written in too."""

from __future__ import annotations

from typing import Final

# A real list has fewer than twenty tags and, keys and signatures included, a few kB.
_LONGEST: Final = 65536


def tag_list(text: str) -> tuple[tuple[str, str], ...]:
    """The tags of ``text`` with their values, in order, white space around both removed.

    Tolerant: what has no ``=`` is left out, and a name that stands twice is given twice; the reader decides.
    """
    pairs = (part.partition("=") for part in text[:_LONGEST].split(";"))
    return tuple((name.strip(), value.strip()) for name, equals, value in pairs if equals and name.strip())
