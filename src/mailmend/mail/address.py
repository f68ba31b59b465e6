"""Addresses (RFC 5322 §3.4, RFC 6532): taken out of a field's value, however it is written."""

from __future__ import annotations

import re

from mailmend.pattern import pattern

_LONGEST = 1 << 16
# A quoted string, a comment (one level deep is what occurs), or an angle-addr: what splits a list of mailboxes. Their
# length is bounded, so that a thousand marks that open and never close take no time of the square.
_TOKEN = pattern(r'"(?:[^"\\]|\\.){0,256}+"|\((?:[^()\\]|\\.){0,256}+\)|<[^<>]*+>|[,;:]|[^",;:<>()]++|.', re.DOTALL)
_ADDR_SPEC = pattern(
    r'(?:"(?:[^"\\]|\\.){0,128}"|[^\s"(),:;<>@\[\]\\]{1,256})@'
    r'(?:\[[^\[\]\s]{1,64}\]|[^\s"(),:;<>@\[\]\\]{1,255})'
)


def addresses(value: str) -> tuple[str, ...]:
    """The addr-specs in ``value``, in order, as written: display names, comments, groups and routes are left out."""
    found: list[str] = []
    bare = ""
    for token in _TOKEN.finditer(value[:_LONGEST]):
        text = token[0]
        if text.startswith("<") and len(text) > 1:
            # RFC 5322 §4.4: the obsolete route "@relay,@relay:" stands before the address.
            inner = _ADDR_SPEC.search(text[1:-1].rpartition(":")[2] if text.startswith("<@") else text[1:-1])
            found.extend([inner[0].rstrip(".")] if inner else [])
            bare = ""
        elif text in (",", ";", ":"):
            found.extend(_bare(bare))
            bare = ""
        elif not text.startswith("("):
            bare += text
    found.extend(_bare(bare))
    return tuple(found)


def _bare(text: str) -> list[str]:
    """The address in a mailbox without angle brackets."""
    found = _ADDR_SPEC.search(text)
    return [found[0].rstrip(".")] if found else []
