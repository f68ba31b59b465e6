"""A term replaced by the addresses that it stands for today: only on request, because it goes stale unseen."""

from __future__ import annotations

from dataclasses import field

from mailmend.flow import Flow, recorded, supposing
from mailmend.frozen import frozen
from mailmend.spf.addresses import BITS, Address
from mailmend.spf.edit import split, substitute
from mailmend.spf.limits import Limits
from mailmend.spf.partition import partition
from mailmend.spf.policy import Policy, Range, compare
from mailmend.spf.record import VERSION, Directive, Record
from mailmend.spf.result import Result
from mailmend.spf.savings import published

# More than any record needs, and few enough for one that includes itself to come to an end.
_UNLIMITED = Limits(lookups=64, voids=None)


@frozen
class Flattened:
    """The record with the addresses, and their price.

    ``networks`` stand instead of the term; ``strings`` are those that the TXT record needs, ``size`` its bytes.
    ``ttl`` is how long the addresses are promised to hold, in seconds, None where nothing was said. ``proved`` says
    that no address changes its result today; ``policy`` is what the new record says of each of them, as :func:`whole`
    would.
    """

    text: str
    networks: int
    size: int
    strings: int
    ttl: int | None
    proved: bool
    policy: Policy = field(compare=False, repr=False)


def flatten(domain: str, record: Record, term: Directive, before: Policy | None = None) -> Flow[Flattened | None]:
    """``record`` of ``domain`` with ``term`` replaced by networks; None where its addresses cannot be listed.

    That is where a macro, an ``exists`` or a ``ptr`` asks DNS for each address, and where the term passes nobody.
    ``before`` is what ``record`` says of every address (:func:`whole`), where that is known.
    """
    value, _ = yield from recorded(_flatten(domain, record, term, before))
    return value


def whole(domain: str, text: str, *, ahead: bool = True) -> Flow[Policy]:
    """What the record ``text`` would say of every address if there were no limits; ``ahead`` as in ``partition``."""
    flow = partition(domain, f"postmaster@{domain}", domain, limits=_UNLIMITED, ahead=ahead)
    return (yield from supposing((published(domain, text),), flow))


def _flatten(domain: str, record: Record, term: Directive, before: Policy | None) -> Flow[Flattened | None]:
    # A term asks for nothing that its record does not ask for.
    before = before or (yield from whole(domain, record.text))
    policy = yield from whole(domain, f"{VERSION} {_bare(term)}", ahead=False)
    if policy.dynamic or policy.incomplete or any(region.result is Result.PERMERROR for region in policy.regions):
        return None
    qualifier = term.text[0] if term.text[0] in "+-~?" else ""
    passing = ((region.family, region.first, region.last) for region in policy.regions if region.result is Result.PASS)
    words = [f"{qualifier}{network}" for place in _joined(list(passing)) for network in _networks(place)]
    if not words:
        return None
    text = substitute(record, term.span, " ".join(words))
    after = yield from whole(domain, text, ahead=False)
    change = compare(before, after)
    return Flattened(
        text=text,
        networks=len(words),
        size=len(text),
        strings=len(split(text)),
        ttl=policy.ttl,
        proved=change.gained_count == 0 and change.lost_count == 0,
        policy=after,
    )


def _bare(term: Directive) -> str:
    return term.text.lstrip("+-~?")


def _joined(places: list[Range]) -> list[Range]:
    joined: list[Range] = []
    for family, first, last in places:
        if joined and joined[-1][0] == family and joined[-1][2] == first - 1:
            joined[-1] = (family, joined[-1][1], last)
        else:
            joined.append((family, first, last))
    return joined


def _networks(place: Range) -> list[str]:
    """The fewest networks that make up a range."""
    family, first, last = place
    found: list[str] = []
    while first <= last:
        # The largest block that begins here and ends within the range.
        size = first & -first if first else 1 << BITS[family]
        while size > last - first + 1:
            size >>= 1
        prefix = BITS[family] - size.bit_length() + 1
        suffix = "" if prefix == BITS[family] else f"/{prefix}"
        found.append(f"ip{family}:{Address(family, first)}{suffix}")
        first += size
    return found
