"""mailmend: bounced mail in, delivered mail out.

``diagnose``, ``read``, ``check`` and ``check_spf`` do the simple thing; ``Client`` and ``AsyncClient`` hold a resolver.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mailmend.errors import InputError, MailmendError, UsageError, WorldError
from mailmend.flow import Answer, Flow, Question

if TYPE_CHECKING:
    from mailmend.client import AsyncClient, Client, check, check_spf, diagnose, read

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "AsyncClient",
    "Client",
    "Flow",
    "InputError",
    "MailmendError",
    "Question",
    "UsageError",
    "WorldError",
    "__version__",
    "check",
    "check_spf",
    "diagnose",
    "read",
]
_IN_CLIENT = frozenset(("AsyncClient", "Client", "check", "check_spf", "diagnose", "read"))


def __getattr__(name: str) -> object:
    # The client brings every floor with it; ``import mailmend.spf`` and ``mailmend --help`` must not pay for that.
    if name in _IN_CLIENT:
        return getattr(import_module("mailmend.client"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
