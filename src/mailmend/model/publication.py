"""What was done about it: a change of DNS between two receipts, and a message sent anew."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mailmend.frozen import frozen
from mailmend.model.message import Identities


@frozen
class Change:
    """One RRset as the DNS host held it and as it is to be: ``before`` and ``after`` are records in master file form.

    ``wildcard`` is set where nothing stands at the name itself yet (``before`` is empty) and it lives by that
    wildcard. ``synthesised`` are the wildcard's records, which DNS shows at the name while it has none of its own.
    ``ttl`` is in seconds, None where the RRset is new.
    """

    name: str
    type: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    ttl: int | None = None
    wildcard: str | None = None
    synthesised: tuple[str, ...] = ()


class ReceiptState(StrEnum):
    """How far a publication came: ``pending`` is written before DNS is touched, ``stopped`` when nothing was."""

    PENDING = "pending"
    DONE = "done"
    STOPPED = "stopped"
    UNDONE = "undone"


@frozen
class Receipt:
    """What was published, where and when, and all that is needed to take it back and to ask whether it has landed.

    ``at`` is when it was begun, ``done_at`` when the DNS host had taken it. ``undoes`` is the id of the receipt that
    this one takes back. It never holds credentials.
    """

    id: str
    state: ReceiptState
    via: str
    domain: str
    changes: tuple[Change, ...]
    identities: Identities
    at: datetime
    done_at: datetime | None = None
    undoes: str | None = None


@frozen
class Sent:
    """What became of the message: the last reply and to which command it came; ``code`` None where there was none."""

    server: str
    command: str
    code: int | None
    reply: str
    message_id: str

    @property
    def accepted(self) -> bool:
        """Whether the server took the message upon itself (RFC 5321 §4.2.5); a report may still follow."""
        return self.code == 250 and self.command == "DATA"
