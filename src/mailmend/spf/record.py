"""SPF records as trees (RFC 7208 §4.6.1, §12): every byte has its place, nothing is refused, all faults are said.

A record's text is a str with one character for each byte (Latin-1), so spans are byte offsets and ``str(record)``
gives back the bytes that were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from mailmend.frozen import frozen
from mailmend.span import Span
from mailmend.spf.addresses import DIGITS, Family, Network, parse_network
from mailmend.spf.macro import MacroString, as_domain
from mailmend.spf.problem import Problem
from mailmend.spf.result import Result

VERSION = "v=spf1"
# RFC 7208 §4.5: a record begins with the version, which is followed by a space or by the end.
_HEADS = frozenset({VERSION, VERSION + " "})

# RFC 7208 §4.6.4: the terms that count as DNS lookups.
ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})

MECHANISM_FAMILIES: Mapping[str, Family] = {"ip4": 4, "ip6": 6}

# RFC 7208 §4.6.2
QUALIFIERS = {"": Result.PASS, "+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


# What stands where no qualifier does.
_PASS = QUALIFIERS[""]

# First and last address, and the place of the term in the record.
Range: TypeAlias = tuple[int, int, int]


class Directive(NamedTuple):
    """``directive = [ qualifier ] mechanism`` (RFC 7208 §4.6.1); ``name`` is the mechanism's in lower case.

    ``start`` is its place in the record's text. ``domain`` is the domain-spec that was given, ``prefix4`` and
    ``prefix6`` are the cidr-lengths of ``a`` and ``mx``. A part that is at fault is None or the default: the record's
    problems say so, and such a term is never evaluated.

    A NamedTuple, because a record holds many and a dataclass that is frozen takes several times longer to make.
    Directives of one text are equal, wherever they stand.
    """

    text: str
    name: str
    qualifier: Result
    start: int
    domain: MacroString | None = None
    prefix4: int = 32
    prefix6: int = 128

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Directive) and self.text == other.text

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def network(self) -> Network | None:
        """The addresses of ``ip4`` and ``ip6``; None for the other mechanisms, and where a part of it is at fault."""
        family = MECHANISM_FAMILIES.get(self.name)
        name, _, argument = self.text.partition(":")
        return parse_network(argument, family) if family and "/" not in name else None

    @property
    def span(self) -> Span:
        """The whole of it."""
        return Span(self.start, self.start + len(self.text))

    @property
    def name_span(self) -> Span:
        """The name of the mechanism."""
        first = self.start + (self.text[0] in QUALIFIERS)
        return Span(first, first + len(self.name))

    @property
    def argument_span(self) -> Span | None:
        """What stands after the colon and before the cidr-length, None where there is no colon."""
        end = self.name_span.end
        if self.text[end - self.start : end - self.start + 1] != ":":
            return None
        return Span(end + 1, self.start + cidr_start(self.name, self.text))

    @property
    def cidr_span(self) -> Span | None:
        """The cidr-length with its slash."""
        cidr = cidr_start(self.name, self.text)
        return Span(self.start + cidr, self.start + len(self.text)) if cidr < len(self.text) else None


@frozen
class Modifier:
    """``modifier = redirect / explanation / unknown-modifier`` (RFC 7208 §4.6.1); ``name`` is in lower case."""

    text: str
    name: str
    value: MacroString
    span: Span = field(compare=False, repr=False)
    name_span: Span = field(compare=False, repr=False)
    argument_span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


@frozen
class Malformed:
    """What stands where a term should, and is neither a directive nor a modifier."""

    text: str
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


Term: TypeAlias = Directive | Modifier | Malformed


class Stretch:
    """What an evaluation does in one go: look at networks, then at ``term``, which is at ``place`` in the record.

    ``fours`` and :attr:`sixes` are the terms that need nothing but the client's address. ``term`` asks DNS (then it is
    ``asking`` too), is ``all`` (``default`` is its qualifier), or is at fault; None where the record ends. ``included``
    is the name that an ``include`` of a fixed name asks for.
    """

    __slots__ = ("_sixes", "_unread", "asking", "default", "fours", "included", "place", "term")

    def __init__(
        self,
        fours: Sequence[Range],
        sixes: Sequence[tuple[str, int]],
        place: int,
        term: Directive | Malformed | None,
    ) -> None:
        self.fours = fours
        self.place = place
        self.term = term
        self.asking: Directive | None = None
        self.default: Result | None = None
        self.included: str | None = None
        if isinstance(term, Directive):
            if term.name == "all":
                self.default = term.qualifier
            elif term.name in ASKING:
                self.asking = term
                if term.name == "include" and term.domain and term.domain.literal is not None:
                    self.included = as_domain(term.domain.literal)
        self._unread = sixes
        self._sixes: Sequence[Range] = ()

    @property
    def sixes(self) -> Sequence[Range]:
        """The ranges of the ``ip6`` terms; computed when an IPv6 client asks first, which few do."""
        if self._unread:
            read = ((parse_network(text.partition(":")[2], 6), place) for text, place in self._unread)
            self._sixes, self._unread = [(found.first, found.last, place) for found, place in read if found], ()
        return self._sixes


@dataclass(kw_only=True, unsafe_hash=True)
class Record:
    """``record = version terms *SP`` (RFC 7208 §4.5); ``problems`` are all its syntax errors, in order.

    ``tokens`` are the texts of the terms, ``stretches`` is the record as an evaluation goes through it, ``others``
    are the terms that are not plain networks, by index, ``asks`` counts those that may ask DNS. The tree of all terms
    is made when it is first looked at: most evaluations need a few of them.

    Not frozen, because a frozen one takes four times as long to make; but nothing changes it, since records that were
    read before are shared.
    """

    text: str
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    redirect: Modifier | None = field(default=None, compare=False, repr=False)
    exp: Modifier | None = field(default=None, compare=False, repr=False)
    tokens: Sequence[str] = field(default=(), compare=False, repr=False)
    stretches: Sequence[Stretch] = field(default=(), compare=False, repr=False)
    others: Mapping[int, Term] = field(default_factory=dict, compare=False, repr=False)
    asks: int = field(default=0, compare=False, repr=False)

    @property
    def version(self) -> Span:
        """The version section, up to the first space."""
        end = self.text.find(" ")
        return Span(0, len(self.text) if end < 0 else end)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms in order."""
        others, whole, end, passes = self.others, self.text, self.version.end, _PASS
        terms: list[Term] = []
        for place, text in enumerate(self.tokens):
            start = whole.index(text, end)
            end = start + len(text)
            # What is not among the others is a plain network: in lower case and without qualifier.
            terms.append(others.get(place) or Directive(text, text[:3], passes, start))
        return tuple(terms)

    @cached_property
    def networks(self) -> tuple[Network | None, ...]:
        """The network of each of the terms, None for what is none: read once for all who go through the record."""
        return tuple(term.network if isinstance(term, Directive) else None for term in self.terms)

    def qualifier(self, index: int) -> Result:
        """The qualifier of the ``index``-th term, a directive (RFC 7208 §4.6.2)."""
        return QUALIFIERS.get(self.tokens[index][0], _PASS)

    def fault(self, term: Term) -> Problem | None:
        """The first syntax error in ``term``, None where it has none."""
        return self._faults.get(term.text)

    @cached_property
    def _faults(self) -> Mapping[str | None, Problem]:
        return {problem.term: problem for problem in reversed(self.problems)}

    def __str__(self) -> str:
        return self.text

    @property
    def directives(self) -> tuple[Directive, ...]:
        """The directives in order."""
        return tuple(term for term in self.terms if isinstance(term, Directive))

    @property
    def all(self) -> Directive | None:
        """The first ``all``, after which nothing is looked at (RFC 7208 §5.1), None where there is none."""
        return next((directive for directive in self.directives if directive.name == "all"), None)


def cidr_start(name: str, text: str) -> int:
    """Where the cidr-lengths of the directive ``text`` begin; its end where the mechanism has none."""
    if name in {"ip4", "ip6"}:
        slash = text.find("/")
        return len(text) if slash < 0 else slash
    if name not in {"a", "mx"}:
        return len(text)
    # RFC 7208 §5.6: dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
    end = len(text)
    stem = text.rstrip(DIGITS)
    if stem.endswith("//"):
        end = len(stem) - 2
        stem = text[:end].rstrip(DIGITS)
    return len(stem) - 1 if stem.endswith("/") else end


def is_spf(text: bytes | str) -> bool:
    """Whether a TXT value (its strings joined) is selected as an SPF record (RFC 7208 §4.5)."""
    head = text[:7].decode("latin-1") if isinstance(text, bytes) else text[:7]
    return head.lower() in _HEADS
