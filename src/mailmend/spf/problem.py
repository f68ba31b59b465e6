"""What can be wrong with an SPF record or with the DNS around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailmend.flow import Answer
from mailmend.span import Span
from mailmend.spf.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: its kind, the domain and the term concerned, and the place in the record's text.

    Kinds of syntax (RFC 7208 §4.6.1, §7.1, §12): ``bad-version``, ``bad-term``, ``unknown-mechanism``,
    ``missing-argument``, ``unexpected-argument``, ``bad-ip4``, ``bad-ip6``, ``bad-cidr``, ``bad-domain``,
    ``bad-macro``, ``bad-character``, ``non-ascii``, ``duplicate-modifier``. Kinds of evaluation:
    ``multiple-records``, ``too-many-lookups``, ``too-many-voids``, ``too-many-mx``, ``include-without-record``,
    ``redirect-without-record``, ``dns-unavailable``. ``detail`` is the part of the text at fault, or the name that
    could not be used; it is evidence and is never translated.
    """

    kind: str
    domain: str | None = None
    term: str | None = None
    span: Span | None = field(default=None, compare=False)
    detail: str = ""
    answer: Answer | None = None

    @property
    def result(self) -> Result:
        """What check_host() gives for it: temperror where DNS failed, else permerror (RFC 7208 §2.6)."""
        return Result.TEMPERROR if self.kind == "dns-unavailable" else Result.PERMERROR
