"""The loop of an engine under measurement: a process of its own that is told how many checks to make.

Protocol, one line each way: the driver says how many checks, the engine answers a JSON object with the CPU seconds
that they took. Before that, the engine says what results the first addresses get, so that the driver can compare.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any, TypeAlias

from bench.shapes import Shape, load

FIRST = 200

Check: TypeAlias = Callable[[str], Any]


def serve(prepare: Callable[[Shape], tuple[Check, Callable[[Any], str]]]) -> None:
    """Run the loop for the shape that the command line names.

    ``prepare`` gives the check of one address, and what makes the result's name of the check's value.
    """
    shape = load(Path(sys.argv[1]))
    check, name = prepare(shape)
    print(json.dumps([name(check(ip)) for ip in shape.ips[:FIRST]]), flush=True)
    addresses = cycle(shape.ips)
    for line in sys.stdin:
        batch = list(islice(addresses, int(line)))
        begun = process_time()
        for ip in batch:
            check(ip)
        print(json.dumps({"cpu": process_time() - begun}), flush=True)
