"""The smallest edits of SPF records: the author's order and spelling stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailmend.errors import UsageError
from mailmend.frozen import frozen
from mailmend.span import Span
from mailmend.spf.parser import parse
from mailmend.spf.record import VERSION, Directive, Modifier, Record
from mailmend.spf.result import Result

# RFC 1035 §3.3: a character-string holds at most 255 octets.
LONGEST_STRING = 255

# From the hardest word about the rest of the world to the softest.
_SOFTNESS = (Result.FAIL, Result.SOFTFAIL, Result.NEUTRAL, Result.PASS)
_ALL = {Result.FAIL: "-all", Result.SOFTFAIL: "~all", Result.NEUTRAL: "?all", Result.PASS: "+all"}


def add(record: Record, term: str) -> str:
    """The text of ``record`` with ``term``, a directive that passes, where it is reached.

    It stands after the last directive of its kind that passes, else after the last directive; but always before the
    first ``all`` and before any directive that might say something else than pass about its addresses. A record
    that has the directive already is returned as it is. Raises :class:`UsageError` where ``term`` is no such directive.
    """
    directive = _passing(term)
    before: list[Directive] = []
    for each in record.directives:
        if each.name == "all" or _may_shadow(each, directive):
            break
        before.append(each)
    if any(_same(each, directive) for each in before):
        return record.text
    alike = [each for each in before if (each.name, each.qualifier) == (directive.name, Result.PASS)]
    after = (alike or before)[-1].span.end if before else record.version.end
    return f"{record.text[:after]} {term}{record.text[after:]}"


def remove(record: Record, place: Span) -> str:
    """The text of ``record`` without what stands at ``place``, and without one of the spaces around it."""
    return record.text[: place.start].removesuffix(" ") + record.text[place.end :]


def substitute(record: Record, place: Span, words: str) -> str:
    """The text of ``record`` with ``words`` instead of what stands at ``place``."""
    return record.text[: place.start] + words + record.text[place.end :]


def merge(records: Sequence[Record]) -> str | None:
    """One record for the several of one domain (RFC 7208 §3.2 allows one), None where that is not safe to say.

    All directives before each record's ``all`` are kept in order, each once. They must all be such that pass: where
    something else is said, the order decides, and two orders cannot be made one. About the rest of the world the
    softest of the records' words holds, so that no sender is refused who was not refused by all; a record without
    ``all`` says nothing about it, and ``+all`` stays only where every record says so, else it counts as ``?all``.
    A redirect stays one where no record has an ``all``; beside an ``all`` it becomes an include, which passes the
    same addresses. Different redirects are two policies: None. Of several explanations the first is kept.
    """
    if not records or any(record.problems for record in records):
        return None
    kept = [each for record in records for each in _reachable(record)]
    if any(each.qualifier is not Result.PASS for each in kept):
        return None
    redirects = {each.redirect.value.text: each.redirect for each in records if each.redirect and not each.all}
    if len(redirects) > 1:
        return None
    terms = list(_once(kept))
    rest = _rest(records)
    for redirect in redirects.values():
        target = f"include:{redirect.value.text}"
        if rest is None:
            terms.append(redirect.text)
        elif not any(_same(each, _passing(target)) for each in kept):
            terms.append(target)
    terms += [_ALL[rest]] if rest else []
    terms += [each.exp.text for each in records if each.exp][:1]
    terms += dict.fromkeys(each.text for record in records for each in _unknown_modifiers(record))
    merged = " ".join((VERSION, *terms))
    return None if parse(merged).problems else merged


@frozen
class Merge:
    """Several records made one, and the question that this raises, answered.

    ``said`` is what each record says about everybody else, None where it says nothing; ``chosen`` is what the merged
    record says. Where ``said`` are several, their owner decides: ``choices`` are the other records to choose from.
    """

    text: str
    said: tuple[Result | None, ...]
    chosen: Result | None
    choices: tuple[str, ...] = ()


def merged(records: Sequence[Record]) -> Merge | None:
    """:func:`merge` with its reasons; None where that is None."""
    text = merge(records)
    if text is None:
        return None
    said = tuple(record.all.qualifier if record.all else None for record in records)
    result = parse(text)
    chosen = result.all.qualifier if result.all else None
    others = sorted({each for each in said if each not in {None, Result.PASS, chosen}}) if result.all else []
    choices = (substitute(result, result.all.span, _ALL[each]) for each in others if each) if result.all else ()
    return Merge(text=text, said=said, chosen=chosen, choices=tuple(choices))


def split(text: str) -> tuple[str, ...]:
    """``text`` (Latin-1) as the strings of a TXT record, at most 255 bytes each.

    No string begins or ends with a space where that can be avoided, because some DNS hosts' forms drop it.
    """
    strings: list[str] = []
    while len(text) > LONGEST_STRING:
        cut = LONGEST_STRING
        while cut > 1 and " " in text[cut - 1 : cut + 1]:
            cut -= 1
        cut = cut if cut > 1 else LONGEST_STRING
        strings.append(text[:cut])
        text = text[cut:]
    return (*strings, text)


def meaning(directive: Directive) -> tuple[object, ...]:
    """What ``directive`` says whatever its spelling; equal for two that say the same."""
    domain = directive.domain.text.lower().removesuffix(".") if directive.domain else None
    return directive.name, domain, directive.network, directive.prefix4, directive.prefix6, directive.qualifier


def _passing(term: str) -> Directive:
    record = parse(f"{VERSION} {term}")
    if record.problems or len(record.directives) != 1 or len(record.terms) != 1:
        raise UsageError("not an SPF directive: {term!r}", term=term)
    (directive,) = record.directives
    if directive.qualifier is not Result.PASS or directive.text != term:
        raise UsageError("not a directive that passes: {term!r}", term=term)
    return directive


def _may_shadow(earlier: Directive, directive: Directive) -> bool:
    if earlier.qualifier is Result.PASS:
        return False
    one, two = earlier.network, directive.network
    if one and two:
        return one.family == two.family and one.first <= two.last and two.first <= one.last
    return True


def _same(one: Directive, two: Directive) -> bool:
    return meaning(one) == meaning(two)


def _reachable(record: Record) -> Iterator[Directive]:
    # RFC 7208 §5.1: what stands after "all" is never tested.
    for directive in record.directives:
        if directive.name == "all":
            return
        yield directive


def _once(directives: list[Directive]) -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for directive in directives:
        if meaning(directive) not in seen:
            seen.add(meaning(directive))
            yield directive.text


def _rest(records: Sequence[Record]) -> Result | None:
    """What the merged record says about all others."""
    said = [record.all.qualifier for record in records if record.all]
    if not said:
        return None
    softest = max(said, key=_SOFTNESS.index)
    if softest is Result.PASS and (len(said) < len(records) or set(said) != {Result.PASS}):
        return Result.NEUTRAL
    return softest


def _unknown_modifiers(record: Record) -> Iterator[Modifier]:
    for term in record.terms:
        if isinstance(term, Modifier) and term.name not in {"redirect", "exp"}:
            yield term
