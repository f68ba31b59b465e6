"""The ways into DNS, one file each: what changes an RRset at a DNS host, and nothing else of the zone.

A publisher is a class with what :class:`Publisher` says; ``spec.py`` knows its spelling for ``--via``. Only
:func:`publish` calls it: after consent, after a fresh look at the old values, with a receipt before and after.
Credentials come from the environment or the system keyring (``credentials.py``); no file, argument or log holds them.
"""

from __future__ import annotations

from typing import Protocol

from mailmend.frozen import frozen
from mailmend.model import Change

__all__ = ["Held", "Publisher"]


@frozen
class Held:
    """An RRset as a DNS host holds it: its records in master file form (RFC 1035 §5.1) and its TTL in seconds."""

    records: tuple[str, ...] = ()
    ttl: int | None = None


class Publisher(Protocol):
    """A way to change RRsets. ``most_changes`` is how many it changes as one, None for any number."""

    @property
    def name(self) -> str:
        """How ``--via`` spells it; it holds no credentials."""

    @property
    def most_changes(self) -> int | None:
        """How many RRsets it changes at once: all or none of them."""

    def current(self, name: str, type: str) -> Held:
        """What stands at ``name`` now. Raises PublishError where the host does not tell."""

    def publish(self, changes: tuple[Change, ...]) -> str:
        """Make ``changes``, all or none, if every ``before`` still stands; what remains to be done, or nothing.

        Raises BasisError where something else stands, PublishError where the host refuses (nothing was written in
        both cases), UnsureError where no reply came.
        """
