"""The DKIM keys of a domain (RFC 6376, RFC 8301, RFC 8463): which are there, and whether they can be used."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dkim import KeyLookup
from mailmend.model import Confidence, Finding, Setup, Severity
from mailmend.rules import _cites
from mailmend.rules._checks import _sending
from mailmend.rules._checks._dkim_pages import PAGES, page
from mailmend.rules._checks._page import finding
from mailmend.span import Fault

__all__ = ["PAGES", "check"]

_OF_FAULT = {
    "revoked": "revoked",
    "too-short": "too-short",
    "short-key": "short",
    "long-key": "long",
    "sha1-only": "sha1",
    "testing": "testing",
    "unknown-tag": "unknown",
    "several-keys": "several",
}


def check(setup: Setup) -> Iterator[Finding]:
    """What is to be said of each key that was looked for, and of there being none."""
    told, expected = set(setup.told.selectors), dict(setup.expected)
    for key in setup.keys:
        if key.state == "unavailable" and (key.selector in told or key.selector in expected):
            yield finding(page("unavailable"), _cites.dns(key.answer), name=key.name)
        elif key.state == "absent":
            yield from _absent(setup, key)
        else:
            yield from (_of_fault(fault, key, wanted=key.selector in told) for fault in key.faults)
    if _sending.sends(setup) and not any(key.state in ("usable", "unavailable") for key in setup.keys):
        yield _none_found(setup)


def _absent(setup: Setup, key: KeyLookup) -> Iterator[Finding]:
    """A key that is missing is a fault where somebody says that it is used, or where an alias leads to it."""
    if key.selector in setup.told.selectors:
        yield finding(page("absent"), _cites.dns(key.answer), name=key.name, selector=key.selector)
    elif key.alias is not None and not _by_wildcard(setup, key):
        cites = _cites.dns(key.alias), _cites.dns(key.answer)
        yield finding(page("dangling"), *cites, name=key.name, target=key.target or "")


def _by_wildcard(setup: Setup, key: KeyLookup) -> bool:
    """Whether many selectors lead to the same place: then a wildcard answers, and nobody meant any of them."""
    return sum(each.target == key.target for each in setup.keys) > 2


def _of_fault(fault: Fault, key: KeyLookup, *, wanted: bool) -> Finding:
    text = key.key.text if key.key else ""
    kind = _OF_FAULT.get(fault.kind, "unreadable")
    cite = _cites.dns(key.answer, text, fault.span.start, fault.span.end)
    # A key that was withdrawn is as it should be, unless somebody still signs with it.
    severity = Severity.ERROR if kind == "revoked" and wanted else None
    return finding(page(kind), cite, severity=severity, name=key.name, detail=_detail(fault))


def _detail(fault: Fault) -> str:
    return fault.detail or {"no-key": "p=", "bad-base64": "p="}.get(fault.kind, fault.kind)


def _none_found(setup: Setup) -> Finding:
    names = sorted({service for _, service in setup.expected})
    looked = [key for key in setup.keys if key.selector in dict(setup.expected)] or list(setup.keys[:1])
    return finding(
        page("none-of-service" if names else "none"),
        *(_cites.dns(key.answer) for key in looked[:3]),
        confidence=Confidence.LIKELY if names else Confidence.POSSIBLE,
        domain=setup.domain,
        services=", ".join(names),
        count=str(len(setup.keys)),
    )
