"""A world in memory for tests: names with their records, asked like a resolver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mailmend.flow import Answer, Answers, Batch, Question, unavailable


@dataclass
class Zones:
    """``data[name][type]`` are the records at a name (lower case, no root dot); ``broken`` is what does not answer."""

    data: Mapping[str, Mapping[str, tuple[Any, ...]]]
    broken: frozenset[tuple[str, str]] = frozenset()
    ttl: int = 300
    asked: list[Question] = field(default_factory=list)

    def resolve(self, batch: Batch) -> Answers:
        self.asked += batch
        return tuple(self.answer(question) for question in batch)

    async def resolve_async(self, batch: Batch) -> Answers:
        return self.resolve(batch)

    def answer(self, question: Question) -> Answer:
        name = question.name.removesuffix(".")
        for _ in range(8):
            if (name, question.type) in self.broken:
                return unavailable(question, "timeout")
            records = self.data.get(name)
            if records is None:
                return Answer(question=question, outcome="nxdomain")
            if question.type in records:
                return Answer(question=question, outcome="data", data=records[question.type], ttl=self.ttl)
            if "CNAME" not in records:
                return Answer(question=question, outcome="nodata")
            name = records["CNAME"][0].removesuffix(".").lower()
        return unavailable(question, "servfail")


def zones(records: Mapping[str, Iterable[tuple[str, Any]]]) -> Zones:
    """The world of ``{name: [(type, value), …]}``; a TXT value may be a str; ``("TIMEOUT", types)`` breaks types."""
    data: dict[str, dict[str, tuple[Any, ...]]] = {}
    broken: set[tuple[str, str]] = set()
    for name, pairs in records.items():
        here = data.setdefault(name.lower(), {})
        for kind, value in pairs:
            if kind == "TIMEOUT":
                broken |= {(name.lower(), each) for each in value}
            else:
                kept = (value.encode("latin-1"),) if kind == "TXT" and isinstance(value, str) else value
                here[kind] = (*here.get(kind, ()), kept)
    return Zones(data, frozenset(broken))
