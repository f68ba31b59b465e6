"""Other people's engines, asked about our worlds in memory: second opinions for tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import spf

from mailmend.flow import question
from tests.zones import Zones


def pyspf(world: Zones, ip: str, sender: str, helo: str) -> str:
    """What pyspf says, reading strictly."""

    def lookup(name: str, kind: str, *_: Any) -> Iterator[tuple[tuple[str, str], Any]]:
        answer = world.answer(question(name, kind))
        if answer.outcome == "unavailable":
            raise spf.TempError("DNS: timeout")
        return iter([((name, kind), value) for value in answer.data])

    with patch.object(spf, "DNSLookup", lookup):
        result, _, _ = spf.query(i=ip, s=sender, h=helo, strict=True).check()
    return str(result)
