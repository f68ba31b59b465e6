"""mailmend, four ways: parsing every time, records remembered, with the trace read out, and compiled to a policy."""

from __future__ import annotations

import sys
from typing import Any

from bench.shapes import Shape
from bench.worker import serve
from mailmend.flow import Answer, Answers, Batch, Question, question, run
from mailmend.spf import check_host, partition, select


def resolver(shape: Shape) -> Any:
    """Answers from a dict."""
    answers = {}
    for name, kinds in shape.zone.items():
        for kind, values in kinds.items():
            asked = question(name, kind)
            data = tuple((value.encode(),) if kind == "TXT" else value for value in values)
            answers[asked.name, kind] = Answer(question=asked, outcome="data", data=data, ttl=300)

    def nothing(asked: Question) -> Answer:
        return Answer(question=asked, outcome="nxdomain")

    def resolve(batch: Batch) -> Answers:
        return tuple([answers.get((asked.name, asked.type)) or nothing(asked) for asked in batch])

    return resolve


def prepare(shape: Shape) -> tuple[Any, Any]:
    """The check of one address, the way that the command line names."""
    mode = sys.argv[2]
    resolve = resolver(shape)
    identity = (shape.domain, shape.sender, shape.helo)

    def cached(ip: str) -> Any:
        return run(check_host(ip, *identity), resolve)

    def cold(ip: str) -> Any:
        select._remembered.cache_clear()
        return cached(ip)

    def traced(ip: str) -> Any:
        evaluation = cached(ip)
        return evaluation, evaluation.trace.terms, evaluation.path

    compiled = run(partition(*identity), resolve).at
    ways = {"cold": cold, "cached": cached, "traced": traced, "compiled": compiled}
    return ways[mode], lambda value: str((value[0] if mode == "traced" else value).result)


if __name__ == "__main__":
    serve(prepare)
