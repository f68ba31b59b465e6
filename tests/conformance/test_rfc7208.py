"""The test suite of RFC 7208 (openspf.org, release 2014.04), every way the evaluator can be driven."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from mailmend.flow import recorded, replayed, run, run_async
from mailmend.spf import Evaluation, check_host, partition
from mailmend.spf.names import presentation
from tests.corpora import corpora
from tests.zones import Zones, zones

TYPES = ("A", "AAAA", "MX", "TXT", "PTR", "CNAME")
SCENARIOS = list(yaml.safe_load_all(corpora("rfc7208", "rfc7208-tests.yml").read_text()))


@dataclass(frozen=True)
class Case:
    """One test of the suite; ``explanation`` is None where the suite does not look at it."""

    id: str
    ip: str
    helo: str
    mail_from: str
    results: tuple[str, ...]
    explanation: str | None
    world: Zones

    def flow(self) -> Any:
        domain = self.mail_from.rpartition("@")[2] if self.mail_from else self.helo
        return check_host(self.ip, domain, self.mail_from, self.helo)

    def accepts(self, evaluation: Evaluation) -> bool:
        explanation = evaluation.explanation or "DEFAULT"
        return evaluation.result in self.results and self.explanation in {None, explanation}


def records_at(entries: list[Any]) -> list[tuple[str, Any]]:
    """The records of one name: type SPF is served as TXT too unless the name has TXT; TIMEOUT breaks what follows."""
    pairs: list[tuple[str, Any]] = []
    has_txt = any(isinstance(entry, dict) and "TXT" in entry for entry in entries)
    for entry in entries:
        if entry == "TIMEOUT":
            known = {listed for listed, _ in pairs}
            pairs.append(("TIMEOUT", [each for each in TYPES if each not in known]))
            continue
        ((kind, value),) = entry.items()
        if value == "NONE" or (kind == "SPF" and has_txt):
            continue
        if kind in {"SPF", "TXT"}:
            strings = value if isinstance(value, list) else [value]
            pairs.append(("TXT", tuple(string.encode("latin-1") for string in strings)))
        elif kind == "MX":
            pairs.append(("MX", (value[0], value[1])))
        else:
            pairs.append((kind, value))
    return pairs


def cases() -> list[Case]:
    found = []
    for scenario in SCENARIOS:
        world = zones({presentation(name): records_at(entries) for name, entries in scenario["zonedata"].items()})
        for name, test in scenario["tests"].items():
            result = test["result"]
            found.append(
                Case(
                    id=name,
                    ip=test["host"],
                    helo=test["helo"],
                    mail_from=test["mailfrom"],
                    results=tuple(result) if isinstance(result, list) else (result,),
                    explanation=test.get("explanation"),
                    world=world,
                )
            )
    return found


CASES = cases()


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 203
    assert sum(case.explanation is not None for case in CASES) == 22


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_synchronously(case: Case) -> None:
    evaluation = run(case.flow(), case.world.resolve)
    assert case.accepts(evaluation), evaluation


def test_the_preferred_result_wherever_the_suite_has_one() -> None:
    differing = {case.id for case in CASES if run(case.flow(), case.world.resolve).result != case.results[0]}
    assert differing == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_asynchronously(case: Case) -> None:
    assert case.accepts(asyncio.run(run_async(case.flow(), case.world.resolve_async)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_recorded_and_replayed(case: Case) -> None:
    evaluation, answers = run(recorded(case.flow()), case.world.resolve)
    assert case.accepts(evaluation)
    assert replayed(case.flow(), answers) == evaluation


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_by_the_partition_of_the_address_space(case: Case) -> None:
    domain = case.mail_from.rpartition("@")[2] if case.mail_from else case.helo
    policy = run(partition(domain, case.mail_from, case.helo), case.world.resolve)
    region = policy.at(case.ip)
    evaluation = run(case.flow(), case.world.resolve)
    assert not policy.incomplete
    if region.result is None:
        assert policy.dynamic
    else:
        path = tuple((term.domain, term.term.text) for term in evaluation.path)
        expected = (evaluation.result, path, evaluation.lookups, evaluation.void_lookups)
        assert (region.result, region.path, region.lookups, region.void_lookups) == expected


def test_how_many_cases_the_partition_decides() -> None:
    decided = 0
    for case in CASES:
        domain = case.mail_from.rpartition("@")[2] if case.mail_from else case.helo
        decided += run(partition(domain, case.mail_from, case.helo), case.world.resolve).at(case.ip).result is not None
    # The other 11 ask DNS about each address: ptr, and macros of the address.
    assert decided == 192


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_asked_of_the_policy(case: Case) -> None:
    domain = case.mail_from.rpartition("@")[2] if case.mail_from else case.helo
    policy = run(partition(domain, case.mail_from, case.helo), case.world.resolve)
    assert run(policy.ask(case.ip), case.world.resolve).result in case.results


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_without_asking_ahead(case: Case) -> None:
    domain = case.mail_from.rpartition("@")[2] if case.mail_from else case.helo
    plain = run(check_host(case.ip, domain, case.mail_from, case.helo, ahead=False), case.world.resolve)
    assert plain == run(case.flow(), case.world.resolve)
