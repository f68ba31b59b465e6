"""What a scenario is: how a message comes to be refused, what must be said of it, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from lab.laboratory import Laboratory
from lab.zones import Zone

Repair: TypeAlias = Callable[[Laboratory], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way to be refused.

    ``refused`` is in the receiver's words; ``code`` is the cause that must be found ("" where nothing is refused);
    ``expect`` is what must be said (the keys of ``expect.json``, see tests/cases/comparing.py); ``about`` tells the
    reader of the case what is interesting. Where the sender can mend it, ``mailmend fix`` does; else ``repair`` does
    what the one who must act would do. ``mine`` is what the asker says is theirs.

    What happens on the way: ``landing`` lets the change land on the secondary too, once that was seen to lag, and
    ``behind`` is what must be said of the same bounce until then; ``meanwhile`` is the record that somebody else writes
    between plan and publication; ``killed``: `mailmend fix` is, before or after its update reached the primary;
    ``predicts``: the resolver still has the old record, and how long is to be predicted.
    """

    name: str
    about: str
    to: str
    refused: str
    code: str
    zone: Zone | None = None
    mail_from: str = ""
    via: str = ""
    mine: tuple[str, ...] = ()
    expect: dict[str, Any] = field(default_factory=dict)
    repair: Repair | None = None
    landing: Repair | None = None
    behind: dict[str, Any] = field(default_factory=dict)
    meanwhile: str = ""
    killed: Literal["", "before", "after"] = ""
    predicts: bool = False

    @property
    def sender(self) -> str:
        """The envelope sender: Anna of the zone, unless the scenario says another."""
        if self.mail_from or self.zone is None:
            return self.mail_from.removeprefix("<>")
        return f"anna@{self.zone.name.rstrip('.')}"

    def zone_of(self) -> Zone:
        """The zone, where the scenario is known to have one."""
        assert self.zone is not None
        return self.zone

    @property
    def author(self) -> str:
        """Who stands in From: a notification's sender has no address, its server has."""
        return self.sender or "mailer-daemon@" + (self.zone.name.rstrip(".") if self.zone else "sender.example")

    @property
    def resends(self) -> bool:
        """Whether ``fix --resend`` sends the message again; where something is to be seen before that, the lab does.

        How long caches hold that there was no record is not what ``fix`` predicts, so it does not wait for that.
        """
        seen_before = self.landing or self.meanwhile or self.killed or self.predicts
        return self.edits and not seen_before and self.expect["spf_result"] != "none"

    @property
    def edits(self) -> bool:
        """Whether the sender's DNS is to be changed."""
        return bool(self.expect.get("edits"))
