"""What can be wrong with a domain's mail DNS when there is no bounce: add a file to this folder and it is checked.

A module says ``PAGES`` (one :class:`~mailmend.rules._checks._page.DnsPage` for each thing that it finds) and
``check(setup) -> Iterator[Finding]``. Its findings are no causes of anything; their severity sorts them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from mailmend.model import Finding, Setup
from mailmend.rules._checks._page import DnsPage


class Check(Protocol):
    """What a module in this folder offers."""

    PAGES: tuple[DnsPage, ...]

    def check(self, setup: Setup) -> Iterator[Finding]:
        """What is to be said of the domain."""
        ...


def check(setup: Setup) -> tuple[Finding, ...]:
    """All findings on one domain, the worst first; the order of the modules does not matter."""
    found = dict.fromkeys(finding for module in _checks() for finding in module.check(setup))
    return tuple(sorted(found, key=_weight))


def pages() -> tuple[DnsPage, ...]:
    """The page of everything that is checked here, by code."""
    return tuple(sorted((page for module in _checks() for page in module.PAGES), key=lambda page: page.code))


def _weight(finding: Finding) -> tuple[int, int, str, str]:
    severity = finding.severity.rank if finding.severity else 0
    return (severity, finding.confidence.rank, finding.code, str(finding.params))


@cache
def _checks() -> tuple[Check, ...]:
    """The modules of this folder; who diagnoses a bounce does not pay for them."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return tuple(cast(Check, importlib.import_module(f"{__name__}.{name}")) for name in names)
