"""The processing limits of RFC 7208 §4.6.4, and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping

from mailmend.frozen import frozen


@frozen
class Limits:
    """How much DNS work one check_host() may cause.

    ``lookups``: terms that ask DNS. ``voids``: void lookups, None for no limit. ``mx``: hosts of one ``mx`` term.
    ``ptr``: PTR names that are looked at. ``host_voids``: whether the address queries of MX hosts count as void
    lookups too; RFC 7208 §4.6.4 speaks of the terms' own queries, and some verifiers count every query.
    ``late_errors``: whether a syntax error matters only when the evaluation comes to it; RFC 7208 §4.6 has it end the
    check before any term is evaluated.
    """

    lookups: int = 10
    voids: int | None = 2
    mx: int = 10
    ptr: int = 10
    host_voids: bool = False
    late_errors: bool = False


RFC7208 = Limits()

# How verifiers are known to read the RFC, by name; the first is the RFC itself.
READINGS: Mapping[str, Limits] = {
    "rfc7208": RFC7208,
    "mx-hosts-counted": Limits(host_voids=True),
    "lenient": Limits(voids=None, late_errors=True),
}
