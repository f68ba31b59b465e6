"""The JSON of ``mailmend summary``: many bounces counted by their causes."""

from __future__ import annotations

from typing import Literal

import msgspec

from mailmend.model import Confidence, Owner
from mailmend.render.schema import Edit, Forecast


class SummaryCause(msgspec.Struct, kw_only=True):
    """Refusals with the same cause at the same domain; ``change`` is the number of the change that clears them."""

    code: str | None
    title: str
    domain: str
    owner: Owner
    confidence: Confidence | None
    refusals: int
    file: str
    index: int
    clients: dict[str, int]
    change: int | None


class SummaryChange(msgspec.Struct, kw_only=True):
    """Edits made together; ``again``: a change before it is of the same name, so make it anew after that one."""

    number: int
    refusals: int
    edits: list[Edit]
    forecasts: list[Forecast]
    again: bool


class Summary(msgspec.Struct, kw_only=True):
    """What came back and why. A refusal is one recipient in one report; ``unexamined`` were counted only."""

    schema: Literal["mailmend.summary/1"] = "mailmend.summary/1"
    reports: int
    refusals: int
    delays: int
    causes: list[SummaryCause]
    changes: list[SummaryChange]
    unexamined: int
