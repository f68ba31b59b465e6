"""SPF records as trees (RFC 7208 §4.6.1, §12): every byte has its place, nothing is refused, all faults are said.

A record's text is a str with one character for each byte (Latin-1), so spans are byte offsets and ``str(record)``
gives back the bytes that were read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from mailmend.span import Span
from mailmend.spf.addresses import Network
from mailmend.spf.macro import MacroString
from mailmend.spf.problem import Problem
from mailmend.spf.result import Result

VERSION = "v=spf1"

# RFC 7208 §4.6.4: the terms that count as DNS lookups.
ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """``directive = [ qualifier ] mechanism`` (RFC 7208 §4.6.1); ``name`` is the mechanism's in lower case.

    ``domain`` is the domain-spec that was given, ``network`` the addresses of ``ip4`` and ``ip6``; ``prefix4`` and
    ``prefix6`` are the cidr-lengths of ``a`` and ``mx``. A part that is at fault is None or the default: the
    record's problems say so, and such a record is never evaluated.
    """

    text: str
    name: str
    qualifier: Result
    domain: MacroString | None = None
    network: Network | None = None
    prefix4: int = 32
    prefix6: int = 128
    span: Span = field(compare=False, repr=False)
    name_span: Span = field(compare=False, repr=False)
    argument_span: Span | None = field(default=None, compare=False, repr=False)
    cidr_span: Span | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """What stands where a term should, and is neither a directive nor a modifier."""

    text: str
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


Term: TypeAlias = Directive | Modifier | Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``record = version terms *SP`` (RFC 7208 §4.5); ``problems`` are all its syntax errors, in order."""

    text: str
    version: Span = field(compare=False, repr=False)
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()
    redirect: Modifier | None = None
    exp: Modifier | None = None

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


def is_spf(text: bytes | str) -> bool:
    """Whether a TXT value (its strings joined) is selected as an SPF record (RFC 7208 §4.5)."""
    head = text[:7].decode("latin-1") if isinstance(text, bytes) else text[:7]
    return head.lower() in {VERSION, VERSION + " "}
