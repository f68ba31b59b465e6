"""spftrace: a Python engine that traces every step."""

from __future__ import annotations

import asyncio
from typing import Any

from spftrace import Evaluator, Limits
from spftrace.resolver import BaseResolver

from bench.shapes import Shape
from bench.worker import serve


class Memory(BaseResolver):
    """Answers from a dict, so that its own search is not measured."""

    def __init__(self, shape: Shape) -> None:
        self.records = {(name, kind): values for name, kinds in shape.zone.items() for kind, values in kinds.items()}

    async def _lookup(self, name: str, rtype: str) -> tuple[str, list[str]]:
        found = self.records.get((name.lower().rstrip("."), rtype))
        return ("NOERROR", found) if found else ("NXDOMAIN", [])


def prepare(shape: Shape) -> tuple[Any, Any]:
    """The check of one address."""
    resolver = Memory(shape)
    run = asyncio.new_event_loop().run_until_complete

    def check(ip: str) -> Any:
        return run(Evaluator(resolver, Limits()).evaluate(ip, shape.sender, shape.helo))

    return check, lambda value: str(value.verdict)


if __name__ == "__main__":
    serve(prepare)
