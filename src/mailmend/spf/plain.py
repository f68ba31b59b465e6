"""Terms that can be read at a glance, which almost all terms of almost all records are.

Nothing here knows a grammar of its own: what is recognised are spellings without anything unusual, for which the
parser gives the same term (tests hold the two together). None stands for "read it with care", never for a fault.
"""

from __future__ import annotations

from mailmend.pattern import pattern
from mailmend.spf.addresses import FIRST, FOURTH, SECOND, THIRD
from mailmend.spf.macro import MacroString
from mailmend.spf.record import QUALIFIERS, Directive, Range

# Mechanisms without argument, by their whole text.
_BARE = {sign + name: (name, qualifier) for sign, qualifier in QUALIFIERS.items() for name in ("all", "a", "mx")}
# Host names with a top-level label of letters.
_WITH_HOST = pattern(r"([+\-?~]?)(include|a|mx|exists):((?:[A-Za-z0-9_\-]{1,63}\.){1,127}[A-Za-z]{2,63})")
# One to seven groups, the "::" that ends the address, and a cidr-length.
_IP6 = pattern(r"ip6:(?:[0-9A-Fa-f]{1,4}:){1,7}:/(?:[1-9]?[0-9]|1[01][0-9]|12[0-8])")
# RFC 7208 §5.6: the host bits of each cidr-length; without one, none.
_HOST_BITS = {"": 0, **{str(prefix): (1 << (32 - prefix)) - 1 for prefix in range(33)}}
_NO_LETTERS: frozenset[str] = frozenset()


def plain_ip4(token: str, place: int) -> Range | None:
    """The range of a term that begins with ``ip4:``, the ``place``-th of its record."""
    try:
        first, second, third, rest = token[4:].split(".")
        fourth, slash, prefix = rest.partition("/")
        value = FIRST[first] + (SECOND[second] + THIRD[third] + FOURTH[fourth])
        hosts = _HOST_BITS[prefix]
    except (ValueError, KeyError):
        return None
    last = value | hosts
    return (last - hosts, last, place) if prefix or not slash else None


# Whether a term is an ``ip6`` without fault; its range is computed when somebody needs it.
is_plain_ip6 = _IP6.fullmatch


def plain_directive(token: str, start: int) -> Directive | None:
    """The directive that ``token``, which stands at ``start``, spells: ``-all``, ``mx``, ``include:host.example``."""
    bare = _BARE.get(token)
    if bare:
        return Directive(token, *bare, start)
    match = _WITH_HOST.fullmatch(token)
    if not match:
        return None
    sign, name, host = match.groups()
    return Directive(token, name, QUALIFIERS[sign], start, MacroString(host, (host,), _NO_LETTERS, host, host))
