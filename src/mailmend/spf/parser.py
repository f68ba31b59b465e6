"""The parser of SPF records: text in, a :class:`~mailmend.spf.record.Record` out, whatever the text is."""

from __future__ import annotations

import re

from mailmend.pattern import pattern
from mailmend.span import Span
from mailmend.spf.addresses import BITS, Family, parse_ip4, parse_ip6, parse_prefix
from mailmend.spf.macro import MacroString, is_domain_spec, parse_macro_string
from mailmend.spf.plain import is_plain_ip6, plain_directive, plain_ip4
from mailmend.spf.problem import Problem
from mailmend.spf.record import (
    MECHANISM_FAMILIES,
    QUALIFIERS,
    Directive,
    Malformed,
    Modifier,
    Range,
    Record,
    Stretch,
    Term,
    cidr_start,
    is_spf,
)

# RFC 7208 §4.6.1: a modifier has "=" right after its name, before any ":" or "/"
_NAME = r"[A-Za-z][A-Za-z0-9_.\-]*"
_MODIFIER = pattern(rf"({_NAME})=")
_DIRECTIVE = pattern(rf"([+\-?~]?)({_NAME})(?=[:/]|\Z)")
_NO_TERM = pattern(r"[^\x21-\x7e]")

_NEEDS_DOMAIN = frozenset({"include", "exists"})
_MAY_HAVE_DOMAIN = frozenset({"a", "mx", "ptr"})
_HAS_DUAL_CIDR = frozenset({"a", "mx"})
_ONLY_ONCE = ("redirect", "exp")


def parse(text: bytes | str) -> Record:
    """The tree of an SPF record; every fault becomes one of its problems, none raises.

    A str is taken as one character for each byte (Latin-1); characters beyond are kept, and are faults anyway.
    """
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    # RFC 7208 §4.6: record = version terms *SP
    version, *tokens = text.split(" ")
    problems: list[Problem] = []
    if not is_spf(text):
        problems.append(Problem(kind="bad-version", span=Span(0, len(version)), detail=version))
    terms = _Terms(problems)
    terms.read(tokens, len(version) + 1)
    if len(problems) > 1:
        problems.sort(key=_place)
    return Record(
        text=text,
        problems=tuple(problems),
        redirect=terms.once.get("redirect"),
        exp=terms.once.get("exp"),
        tokens=[token for token in tokens if token] if "" in tokens else tokens,
        stretches=terms.stretches,
        others=terms.others,
        asks=terms.asks,
    )


class _Terms:
    """The terms of a record as they are read, gathered into stretches."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.others: dict[int, Term] = {}
        self.once: dict[str, Modifier] = {}
        self.stretches: list[Stretch] = []
        self.asks = 0
        self.fours: list[Range] = []
        self.sixes: list[tuple[str, int]] = []

    def read(self, tokens: list[str], start: int) -> None:
        """Read all terms, of which the first stands at ``start``; an empty one is another space.

        Most terms of most records are plain networks. These are taken here, in one go; all else, and all that is at
        fault, is read with care.
        """
        place = 0
        for token in tokens:
            head = token[:4]
            if head == "ip4:" and (found := plain_ip4(token, place)):
                self.fours.append(found)
            elif head == "ip6:" and is_plain_ip6(token):
                self.sixes.append((token, place))
            elif token:
                self._add_other(place, token, start)
            else:
                place -= 1
            place += 1
            start += len(token) + 1
        self._end(place, None)

    def _add_other(self, place: int, text: str, start: int) -> None:
        known = len(self.problems)
        term = self.others[place] = plain_directive(text, start) or _Reader(text, start, self.problems).term()
        if isinstance(term, Modifier):
            self.asks += term.name in _ONLY_ONCE
            # RFC 7208 §6: redirect and exp must not appear more than once each.
            if term.name in _ONLY_ONCE and self.once.setdefault(term.name, term) is not term:
                kind = "duplicate-modifier"
                self.problems.append(Problem(kind=kind, term=text, span=term.span, detail=term.name))
        elif len(self.problems) == known and isinstance(term, Directive) and (network := term.network):
            if network.family == 4:
                self.fours.append((network.first, network.last, place))
            else:
                self.sixes.append((text, place))
        else:
            self._end(place, term)
            self.asks += self.stretches[-1].asking is not None

    def _end(self, place: int, term: Directive | Malformed | None) -> None:
        self.stretches.append(Stretch(self.fours, self.sixes, place, term))
        self.fours, self.sixes = [], []


def _place(problem: Problem) -> Span:
    return problem.span or Span(0, 0)


class _Reader:
    """Reads one term, ``text``, which stands at ``start``, and adds its faults to ``problems``."""

    def __init__(self, text: str, start: int, problems: list[Problem]) -> None:
        self.text = text
        self.start = start
        self.problems = problems

    def term(self) -> Term:
        # RFC 7208 §4.6.1: terms are visible ASCII. One such fault says all there is to say about a term.
        bad = _NO_TERM.search(self.text)
        if bad:
            self._fault("non-ascii" if bad[0] > "\x7f" else "bad-character", *bad.span())
            self.problems = []
        modifier = _MODIFIER.match(self.text) if "=" in self.text else None
        if modifier:
            return self._modifier(modifier)
        directive = _DIRECTIVE.match(self.text)
        if directive:
            return self._directive(directive)
        self._fault("bad-term", 0, len(self.text))
        return Malformed(text=self.text, span=self._span(0, len(self.text)))

    def _span(self, first: int, end: int) -> Span:
        return Span(self.start + first, self.start + end)

    def _fault(self, kind: str, first: int, end: int) -> None:
        detail = self.text[first:end]
        self.problems.append(Problem(kind=kind, term=self.text, span=self._span(first, end), detail=detail))

    def _modifier(self, match: re.Match[str]) -> Modifier:
        name, first, end = match[1].lower(), match.end(), len(self.text)
        # RFC 7208 §6.1, §6.2: redirect and exp hold a domain-spec, an unknown modifier only a macro-string.
        value = self._domain(first, end) if name in _ONLY_ONCE else self._macro_string(first, end)
        return Modifier(
            text=self.text,
            name=name,
            value=value,
            span=self._span(0, end),
            name_span=self._span(*match.span(1)),
            argument_span=self._span(first, end),
        )

    def _directive(self, match: re.Match[str]) -> Directive:
        name, first, end = match[2].lower(), match.end(), len(self.text)
        cidr = max(cidr_start(name, self.text), first)
        has_argument = self.text[first : first + 1] == ":"
        argument = (first + 1, cidr) if has_argument else None
        domain, prefixes = None, (32, 128)
        if name in MECHANISM_FAMILIES:
            self._check_network(MECHANISM_FAMILIES[name], argument, cidr)
        elif name in _NEEDS_DOMAIN or name in _MAY_HAVE_DOMAIN:
            if argument:
                domain = self._domain(*argument)
            elif name in _NEEDS_DOMAIN:
                self._fault("missing-argument", 0, end)
            elif first < cidr:
                self._fault("bad-cidr" if name in _HAS_DUAL_CIDR else "unexpected-argument", first, end)
                cidr = end
            if name in _HAS_DUAL_CIDR:
                prefixes = self._dual_cidr(cidr)
        elif name == "all":
            # RFC 7208 §5.1: all = "all"
            if first < end:
                self._fault("unexpected-argument", first, end)
        else:
            self._fault("unknown-mechanism", *match.span(2))
        return Directive(self.text, name, QUALIFIERS[match[1]], self.start, domain, *prefixes)

    def _macro_string(self, first: int, end: int) -> MacroString:
        value, faults = parse_macro_string(self.text[first:end])
        for fault in faults:
            self._fault(fault.kind, first + fault.span.start, first + fault.span.end)
        return value

    def _domain(self, first: int, end: int) -> MacroString:
        known = len(self.problems)
        value = self._macro_string(first, end)
        if first == end:
            self._fault("missing-argument", 0, len(self.text))
        elif len(self.problems) == known and not is_domain_spec(value):
            self._fault("bad-domain", first, end)
        return value

    def _check_network(self, family: Family, argument: tuple[int, int] | None, cidr: int) -> None:
        if argument is None or argument[0] == argument[1]:
            self._fault("missing-argument", 0, len(self.text))
            return
        text = self.text[slice(*argument)]
        if (parse_ip4(text) if family == 4 else parse_ip6(text)) is None:
            self._fault(f"bad-ip{family}", *argument)
        self._prefix(family, cidr, len(self.text))

    def _dual_cidr(self, cidr: int) -> tuple[int, int]:
        double = self.text.find("//", cidr)
        double = len(self.text) if double < 0 else double
        four = self._prefix(4, cidr, double)
        six = self._prefix(6, double + 1, len(self.text)) if double < len(self.text) else 128
        return (32 if four is None else four, 128 if six is None else six)

    def _prefix(self, family: Family, first: int, end: int) -> int | None:
        """The cidr-length between ``first`` (its slash) and ``end``; all bits where nothing stands there."""
        if first == end:
            return BITS[family]
        # RFC 7208 §5.6: "/" ("0" / %x31-39 0*1DIGIT)
        prefix = parse_prefix(self.text[first + 1 : end], family)
        if prefix is None:
            self._fault("bad-cidr", first, end)
        return prefix
