"""The parser of SPF records: text in, a :class:`~mailmend.spf.record.Record` out, whatever the text is."""

from __future__ import annotations

import re
from functools import lru_cache

from mailmend.span import Span
from mailmend.spf.addresses import BITS, Family, Network, network, parse_ip4, parse_ip6
from mailmend.spf.macro import MacroString, is_domain_spec, parse_macro_string
from mailmend.spf.problem import Problem
from mailmend.spf.record import ASKING, QUALIFIERS, Directive, Malformed, Modifier, Record, Stretch, Term, is_spf

# Longer records are read anew each time: a hostile one must not fill the memory.
LONGEST_REMEMBERED = 2048

# RFC 7208 §4.6.1: a modifier has "=" right after its name, before any ":" or "/"
_NAME = r"[A-Za-z][A-Za-z0-9_.\-]*"
_MODIFIER = re.compile(rf"({_NAME})=")
_DIRECTIVE = re.compile(rf"([+\-?~]?)({_NAME})(?=[:/]|\Z)")
_NO_TERM = re.compile(r"[^\x21-\x7e]")
_DIGITS = "0123456789"

_ADDRESS_FAMILIES: dict[str, Family] = {"ip4": 4, "ip6": 6}
_NEEDS_DOMAIN = frozenset({"include", "exists"})
_MAY_HAVE_DOMAIN = frozenset({"a", "mx", "ptr"})
_HAS_DUAL_CIDR = frozenset({"a", "mx"})
_ONLY_ONCE = ("redirect", "exp")

# How the plain networks begin, which most terms of most records are, and what their cidr-lengths may be (§5.6).
_PLAIN: dict[str, Family] = {
    qualifier + name: family for qualifier in QUALIFIERS for name, family in _ADDRESS_FAMILIES.items()
}
_ALL = {sign + "all": qualifier for sign, qualifier in QUALIFIERS.items()}
_HOST_MASKS = {
    family: {str(prefix): (1 << (bits - prefix)) - 1 for prefix in range(bits + 1)} for family, bits in BITS.items()
}


def parse(text: bytes | str) -> Record:
    """The tree of an SPF record; every fault becomes one of its problems, none raises.

    A str is taken as one character for each byte (Latin-1); characters beyond are kept, and are faults anyway.
    """
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _read(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> Record:
    return _read(text)


def _read(text: str) -> Record:
    # RFC 7208 §4.6: record = version terms *SP
    end_of_version = text.find(" ")
    version = Span(0, len(text) if end_of_version < 0 else end_of_version)
    problems: list[Problem] = []
    if not is_spf(text):
        problems.append(Problem(kind="bad-version", span=version, detail=version.of(text)))
    terms = _Terms(problems)
    terms.read(text[version.end :], version.end)
    problems.sort(key=lambda problem: problem.span or version)
    return Record(
        text=text,
        version=version,
        problems=tuple(problems),
        redirect=terms.once.get("redirect"),
        exp=terms.once.get("exp"),
        tokens=terms.tokens,
        stretches=terms.stretches,
        others=terms.others,
        asks=terms.asks,
    )


class _Terms:
    """The terms of a record as they are read, gathered into stretches."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.tokens: list[str] = []
        self.others: dict[int, Term] = {}
        self.once: dict[str, Modifier] = {}
        self.stretches: list[Stretch] = []
        self.asks = 0
        self.fours: list[tuple[int, int, int]] = []
        self.sixes: list[tuple[int, int, int]] = []

    def read(self, text: str, start: int) -> None:
        """Read all terms of ``text``, which stands at ``start``. Written for speed: this is most of a check."""
        tokens = self.tokens
        for token in text.split(" "):
            if token:
                index = len(tokens)
                tokens.append(token)
                name, _, argument = token.partition(":")
                family = _PLAIN.get(name)
                found = _range(family, argument) if family else None
                if not found:
                    self._add_other(index, token, start)
                elif family == 4:
                    self.fours.append((*found, index))
                else:
                    self.sixes.append((*found, index))
            start += len(token) + 1
        self._end(len(tokens), None)

    def _add_other(self, index: int, text: str, start: int) -> None:
        known = len(self.problems)
        term = self.others[index] = _Reader(text, start, self.problems).term()
        if isinstance(term, Modifier):
            self.asks += term.name in _ONLY_ONCE
            # RFC 7208 §6: redirect and exp must not appear more than once each.
            if term.name in _ONLY_ONCE and self.once.setdefault(term.name, term) is not term:
                kind = "duplicate-modifier"
                self.problems.append(Problem(kind=kind, term=text, span=term.span, detail=term.name))
        elif len(self.problems) == known and isinstance(term, Directive) and term.network:
            family, first, last = term.network
            (self.fours if family == 4 else self.sixes).append((first, last, index))
        else:
            self.asks += isinstance(term, Directive) and term.name in ASKING
            self._end(index, term)

    def _end(self, index: int, term: Directive | Malformed | None) -> None:
        self.stretches.append(Stretch(self.fours, self.sixes, index, term))
        self.fours, self.sixes = [], []


def _range(family: Family, argument: str) -> tuple[int, int] | None:
    """First and last address of the argument of ``ip4`` or ``ip6``, None where it is at fault."""
    address, slash, prefix = argument.partition("/")
    value = parse_ip4(address) if family == 4 else parse_ip6(address)
    hosts = _HOST_MASKS[family].get(prefix) if slash else 0
    if value is None or hosts is None:
        return None
    return value & ~hosts, value | hosts


class _Reader:
    """Reads one term, ``text``, which stands at ``start``, and adds its faults to ``problems``."""

    def __init__(self, text: str, start: int, problems: list[Problem]) -> None:
        self.text = text
        self.start = start
        self.problems = problems

    def term(self) -> Term:
        if self.text in _ALL:
            # RFC 7208 §5.1: the end of almost every record.
            return Directive(self.text, "all", _ALL[self.text], self.start, 0, len(self.text))
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
        cidr = self._cidr_start(name, first)
        has_argument = self.text[first : first + 1] == ":"
        argument = (first + 1, cidr) if has_argument else None
        domain, found, prefixes = None, None, (32, 128)
        if name in _ADDRESS_FAMILIES:
            found = self._network(_ADDRESS_FAMILIES[name], argument, cidr)
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
        return Directive(
            text=self.text,
            name=name,
            qualifier=QUALIFIERS[match[1]],
            start=self.start,
            argument=argument[0] if argument else 0,
            cidr=cidr,
            network=found,
            domain=domain,
            prefix4=prefixes[0],
            prefix6=prefixes[1],
        )

    def _cidr_start(self, name: str, first: int) -> int:
        """Where the cidr-lengths begin; the end of the text where the mechanism has none."""
        if name in _ADDRESS_FAMILIES:
            slash = self.text.find("/", first)
            return len(self.text) if slash < 0 else slash
        if name not in _HAS_DUAL_CIDR:
            return len(self.text)
        # RFC 7208 §5.6: dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
        end = len(self.text)
        stem = self.text.rstrip(_DIGITS)
        if stem.endswith("//"):
            end = len(stem) - 2
            stem = self.text[:end].rstrip(_DIGITS)
        if stem.endswith("/"):
            end = len(stem) - 1
        return max(end, first)

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

    def _network(self, family: Family, argument: tuple[int, int] | None, cidr: int) -> Network | None:
        if argument is None or argument[0] == argument[1]:
            self._fault("missing-argument", 0, len(self.text))
            return None
        text = self.text[slice(*argument)]
        value = parse_ip4(text) if family == 4 else parse_ip6(text)
        if value is None:
            self._fault(f"bad-ip{family}", *argument)
        prefix = self._prefix(family, cidr, len(self.text))
        return None if value is None or prefix is None else network(family, value, prefix)

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
        # RFC 7208 §5.6: "/" ("0" / %x31-39 0*1DIGIT), no leading zeros, at most 32 or 128.
        digits = self.text[first + 1 : end]
        prefix = int(digits) if 1 <= len(digits) <= 3 and not digits.strip(_DIGITS) else -1
        if str(prefix) == digits and prefix <= BITS[family]:
            return prefix
        self._fault("bad-cidr", first, end)
        return None
