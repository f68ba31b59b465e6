"""What can be wrong with an SPF record or with the DNS around it."""

from __future__ import annotations

from dataclasses import field

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.span import Span
from mailmend.spf.result import Result

# The code of each kind. MM-SPF-001 to 099 are the causes of bounces, 101 to 199 errors, from 201 on advice.
_NUMBERS = {
    # RFC 7208 §4.6.1, §7.1, §12: syntax
    "bad-version": 101,
    "unknown-mechanism": 102,
    "bad-term": 103,
    "missing-argument": 104,
    "unexpected-argument": 105,
    "bad-ip4": 106,
    "bad-ip6": 107,
    "bad-cidr": 108,
    "bad-domain": 109,
    "bad-macro": 110,
    "bad-character": 111,
    "non-ascii": 112,
    "duplicate-modifier": 113,
    # RFC 7208 §3.3: the strings of the TXT record
    "string-too-long": 114,
    "glued-strings": 115,
    # RFC 7208 §4.5, §4.6.4, §5.2, §6.1: evaluation
    "multiple-records": 121,
    "too-many-lookups": 122,
    "too-many-voids": 123,
    "too-many-mx": 124,
    "include-without-record": 125,
    "redirect-without-record": 126,
    "dns-unavailable": 127,
    "include-loop": 128,
    # RFC 7208 §3, §4.5: there is no record where one is looked for
    "no-record": 131,
    "almost-a-record": 132,
    "wrong-type": 133,
    "wrong-name": 134,
    # advice
    "mechanism-as-modifier": 201,
    "repeated-version": 202,
    "unknown-modifier": 203,
    "glued-all": 204,
    "host-bits-set": 205,
    "duplicate-term": 206,
    "covered-term": 207,
    "after-all": 208,
    "redirect-with-all": 209,
    "no-all": 210,
    "plus-all": 211,
    "ptr": 212,
    "dead-include": 213,
    "void-term": 214,
    "void-for-ipv4": 215,
    "void-for-ipv6": 216,
    "several-strings": 217,
    "large-answer": 218,
    "bad-explanation": 219,
    "unused-explanation": 220,
    "audit-incomplete": 221,
    "no-host-name": 222,
}
KINDS = frozenset(_NUMBERS)


@frozen
class Problem:
    """One fault or piece of advice: its kind, the domain and the term concerned, and the place in the record's text.

    ``detail`` is the part of the text at fault, or the name that could not be used; it is evidence and is never
    translated. ``text`` is the text that ``span`` points into, empty where the record is known from elsewhere.
    ``suggestion`` is what would stand there instead, where that is evident.
    """

    kind: str
    domain: str | None = None
    term: str | None = None
    span: Span | None = field(default=None, compare=False)
    detail: str = ""
    answer: Answer | None = None
    text: str = field(default="", compare=False, repr=False)
    suggestion: str | None = None

    @property
    def code(self) -> str:
        """Its stable code, the name of its page: ``MM-SPF-102``."""
        return f"MM-SPF-{_NUMBERS[self.kind]}"

    @property
    def is_error(self) -> bool:
        """Whether it makes a check fail, or makes that there is no record; else it is advice."""
        return _NUMBERS[self.kind] < 200

    @property
    def result(self) -> Result:
        """What check_host() gives for it: temperror where DNS failed, else permerror (RFC 7208 §2.6)."""
        return Result.TEMPERROR if self.kind == "dns-unavailable" else Result.PERMERROR
