"""The processing limits of RFC 7208 §4.6.4, and how they are counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much DNS work one check_host() may cause.

    ``lookups``: terms that ask DNS. ``voids``: void lookups, None for no limit. ``mx``: hosts of one ``mx`` term.
    ``ptr``: PTR names that are looked at. ``host_voids``: whether the address queries of MX hosts count as void
    lookups too; RFC 7208 §4.6.4 speaks of the terms' own queries, and some verifiers count every query.
    """

    lookups: int = 10
    voids: int | None = 2
    mx: int = 10
    ptr: int = 10
    host_voids: bool = False


RFC7208 = Limits()
