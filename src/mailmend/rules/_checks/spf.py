"""The SPF record of a domain: every problem of its tree, by the pages of ``mailmend spf`` (RFC 7208)."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Cite, Confidence, Finding, Owner, Setup, Severity
from mailmend.phrase import phrase
from mailmend.rules import _cites
from mailmend.rules._checks._page import DnsPage
from mailmend.spf import Problem

# Their pages stand with those of mailmend spf.
PAGES: tuple[DnsPage, ...] = ()
# Advice that is a danger: anybody passes, or DNS decides by what is not to be relied on.
_WARNINGS = frozenset(("plus-all", "no-all", "dead-include", "mechanism-as-modifier", "glued-all", "after-all"))
# A limit that only IPv4 or only IPv6 comes nearer to is not worth a line beside the rest.
_LEFT_OUT = frozenset(("void-for-ipv4", "void-for-ipv6", "audit-incomplete", "no-host-name"))


def check(setup: Setup) -> Iterator[Finding]:
    """Every problem of the record and of what it includes; advice only on what the domain can change itself."""
    zone = setup.evidence.domain.zone if setup.evidence.domain else setup.domain
    for problem in setup.audit.problems:
        own = _under(problem.domain or setup.domain, zone)
        if problem.kind not in _LEFT_OUT and (own or problem.is_error):
            yield _finding(problem, setup)


def _finding(problem: Problem, setup: Setup) -> Finding:
    severity = Severity.ERROR if problem.is_error else Severity.ADVICE
    if problem.kind in _WARNINGS:
        severity = Severity.WARNING
    return Finding(
        code=problem.code,
        confidence=Confidence.CERTAIN,
        cause=False,
        owner=Owner.DNS_HOST if problem.kind == "dns-unavailable" else Owner.SENDER_ADMIN,
        cites=(_cite(problem, setup),),
        params=phrase(
            problem.code,
            detail=_cites.short(problem.detail) or "nothing",
            term=_cites.short(problem.term or ""),
            domain=problem.domain or setup.domain,
        ).params,
        severity=severity,
    )


def _cite(problem: Problem, setup: Setup) -> Cite:
    answer = problem.answer or setup.audit.tree.answer
    text, span = problem.text, problem.span
    if answer is None:
        return Cite(kind="dns", text=text or problem.domain or setup.domain)
    if not text:
        return _cites.dns(answer)
    return _cites.dns(answer, text, span.start if span else 0, span.end if span else 0)


def _under(name: str, zone: str) -> bool:
    return name == zone or name.endswith(f".{zone}")
