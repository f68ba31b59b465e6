"""One scenario from the refusal to the delivered message, and what of it is not as it should be."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.command import mailmend
from lab.fixing import Fix, Said
from lab.laboratory import Laboratory
from lab.network import RESOLVER
from lab.processes import BrokenError
from lab.scenario import Scenario
from tests.cases.comparing import faults

# What Postfix and policyd-spf say before they come to the point.
_BOILERPLATE = re.compile(r"<[^<>]*>: Recipient address rejected: (?:Message rejected due to: )?")


@dataclass
class Row:
    """What is told of a scenario; it is green where ``faults`` is empty."""

    refused: str = ""
    finding: str = "-"
    edit: str = "-"
    update: str = "-"
    servers: str = "-"
    resent: str = "-"
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def closed(lab: Laboratory, scenario: Scenario) -> Row:
    """Go through the whole loop."""
    row = Row()
    began = time.monotonic()
    try:
        for fault in _steps(lab, scenario, row):
            row.faults.append(fault)
    except (BrokenError, OSError, subprocess.SubprocessError) as why:
        row.faults.append(f"{type(why).__name__}: {why}")
    row.seconds = time.monotonic() - began
    return row


def _steps(lab: Laboratory, scenario: Scenario, row: Row) -> Iterator[str]:
    first = lab.mail.send(scenario.sender, scenario.to, author=scenario.author)
    row.refused = _BOILERPLATE.sub("", first.reply)
    if not scenario.refused:
        row.resent = first.code
        if first.code != "250":
            yield f"refused: {first.reply}"
        return
    if not re.search(scenario.refused, first.reply) or first.bounce is None:
        yield f"not {scenario.refused!r}: {first.reply}"
        return
    folder = lab.folder / "cases" / scenario.name
    lines = yield from _diagnose(scenario, first.bounce, folder, row)
    said = None
    if scenario.edits and lines:
        said = yield from _mend(lab, scenario, lines[0]["plan"]["edits"], row)
    elif scenario.repair:
        scenario.repair(lab)
        row.update = "repaired"
    else:
        return
    yield from _resend(lab, scenario, row, said)


def _diagnose(scenario: Scenario, bounce: bytes, folder: Path, row: Row) -> Generator[str, None, list[dict[str, Any]]]:
    """What mailmend says of the bounce, and whether it is what the scenario expects."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "bounce.eml"
    path.write_bytes(bounce)
    mine = [word for address in scenario.mine for word in ("--mine", address)]
    ran = mailmend("diagnose", "--json", "--dns", RESOLVER, *mine, "--save-case", folder / "case", path)
    lines: list[dict[str, Any]] = [json.loads(line) for line in ran.stdout.splitlines()]
    if not lines:
        yield f"diagnose: {ran.returncode} {ran.stderr.strip()}"
        return lines
    causes = [finding["code"] for finding in lines[0]["findings"] if finding["cause"]]
    row.finding = " ".join(causes)
    row.edit = "; ".join(_shown(edit) for edit in lines[0]["plan"]["edits"]) or "none"
    if causes != [scenario.code]:
        yield f"causes {causes}, not {scenario.code}"
    yield from faults(scenario.expect, lines, ran.returncode, folder / "case" / "world.zone")
    return lines


def _mend(lab: Laboratory, scenario: Scenario, edits: list[dict[str, Any]], row: Row) -> Generator[str, None, Said]:
    """Publish by `mailmend fix`, with whatever the scenario lets happen meanwhile, until every server has it."""
    fix = Fix(scenario, lab.folder / "cases" / scenario.name)
    if scenario.meanwhile:
        yield from fix.changed_meanwhile()
    if scenario.killed:
        yield from fix.killed(edits)
    said = fix.run() if scenario.killed != "after" else fix.verify()
    if scenario.landing:
        behind = sorted({server["server"] for server in said.servers if server["standing"] == "old"})
        if said.code != 3 or behind != [scenario.zone_of().name_servers[1]]:
            yield f"the lagging secondary is not named: {said.code} {behind}"
        yield from _while_behind(scenario, fix, said)
        scenario.landing(lab)
        said = fix.verify()
    row.update = said.update
    row.servers = f"{said.landed} of {len(said.servers)}"
    if said.code != 0:
        yield f"fix: {said.code} {said.err}"
    if {server["server"] for server in said.servers} != set(scenario.zone_of().name_servers):
        yield f"servers: {said.servers}"
    yield from fix.read_again(said)
    yield from fix.awaited(said)
    return said


def _while_behind(scenario: Scenario, fix: Fix, said: Said) -> Iterator[str]:
    """Diagnose the same bounce while the secondary still gives the old record, and the resolver has the new one."""
    fix.await_resolver(said)
    case = fix.folder.with_name(f"{fix.folder.name}-behind") / "case"
    ran = mailmend("diagnose", "--json", "--dns", RESOLVER, "--save-case", case, fix.folder / "bounce.eml")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    causes = [finding["code"] for line in lines for finding in line["findings"] if finding["cause"]]
    if causes != ["MM-DNS-002"]:
        yield f"causes while the secondary lags: {causes} {ran.stderr}"
    wrong = faults(scenario.behind, lines, ran.returncode, case / "world.zone")
    yield from (f"while the secondary lags: {each}" for each in wrong)


def _resend(lab: Laboratory, scenario: Scenario, row: Row, said: Said | None) -> Iterator[str]:
    if not scenario.edits:
        # What the resolver had, a failure too, it may keep for some seconds (RFC 2308 section 7).
        time.sleep(6)
    if said and scenario.resends:
        sent = said.verdict.get("resent") or {}
        if sent.get("code") != 250:
            yield f"--resend: {sent} {said.err}"
            return
        again = lab.mail.fate(sent["message_id"])
    else:
        again = lab.mail.send(scenario.sender, scenario.to, author=scenario.author)
    row.resent = again.reply if again.code == "250" else again.code
    if again.code != "250":
        yield f"refused again: {again.reply}"


def _shown(edit: dict[str, Any]) -> str:
    """What an edit adds and takes away, in words of the record."""
    before, after = (Counter(word for value in edit[key] for word in value.split()) for key in ("before", "after"))
    if not any(value.startswith("v=spf1") for value in edit["after"]):
        return f"keep {edit['type']}"
    return " ".join([f"+{word}" for word in after - before] + [f"-{word}" for word in before - after])
