"""pyspf: the engine of policyd-spf and of most of Python. Its records are converted before the clock runs."""

from __future__ import annotations

from typing import Any

import spf

from bench.shapes import Shape
from bench.worker import serve


def prepare(shape: Shape) -> tuple[Any, Any]:
    """The check of one address."""
    records = {
        (name, kind): [
            ((name, kind), (value.encode(),) if kind == "TXT" else tuple(value) if kind == "MX" else value)
            for value in values
        ]
        for name, kinds in shape.zone.items()
        for kind, values in kinds.items()
    }

    def lookup(name: str, kind: str, *_: Any, **__: Any) -> list[Any]:
        return records.get((name.lower(), kind), [])

    spf.DNSLookup = lookup

    def check(ip: str) -> Any:
        return spf.query(i=ip, s=shape.sender, h=shape.helo, strict=True).check()

    return check, lambda value: str(value[0])


if __name__ == "__main__":
    serve(prepare)
