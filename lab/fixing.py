"""`mailmend fix` and `mailmend verify` as the sender runs them, also while things go wrong."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lab import publish
from lab.command import argv, environment, mailmend
from lab.network import CLIENT, HOSTS, RESOLVER
from lab.processes import BrokenError
from lab.proxy import Proxy
from lab.scenario import Scenario
from lab.servers.postfix import SUBMISSION
from lab.zones import ADDRESSES

# What a prediction of a cache's end may be off by, in seconds (the time that questions themselves take).
NEAR = 2.0
# Where the sender submits mail.
SERVER = f"{HOSTS['sender'][0]}:{SUBMISSION}"


@dataclass(frozen=True, slots=True)
class Said:
    """What ``fix`` or ``verify`` said: its exit code, its verdict, and what it wrote to standard error."""

    code: int
    verdict: dict[str, Any]
    err: str

    @property
    def servers(self) -> list[dict[str, Any]]:
        """Each address of each name server, and where it stands."""
        found: list[dict[str, Any]] = self.verdict.get("servers", [])
        return found

    @property
    def landed(self) -> int:
        """How many of them have the change."""
        return sum(server["standing"] == "landed" for server in self.servers)

    @property
    def update(self) -> str:
        """How it went, in one word."""
        return "done" if self.verdict.get("receipt") else "none"


@dataclass(frozen=True, slots=True)
class Fix:
    """The fix of one scenario, whose bounce is in ``folder``."""

    scenario: Scenario
    folder: Path

    def run(self, *, port: int = 53, wait: float | None = None) -> Said:
        """Without a question, until it has landed everywhere; a lagging secondary is not waited for."""
        lags = self.scenario.landing is not None
        words = self._words(port, wait or (2 if lags else 30))
        resend = ("--resend", SERVER) if self.scenario.resends else ()
        return _said(mailmend("fix", *words, "--yes", self._name(), "--reviewed", *resend, "--json"))

    def verify(self) -> Said:
        """Until it has landed everywhere."""
        words = ("--wait", 30, "--dns", RESOLVER, "--receipts", self.folder / "receipts")
        return _said(mailmend("verify", *words, *self._mine(), "--json", self.folder / "bounce.eml"))

    def changed_meanwhile(self) -> Iterator[str]:
        """Somebody writes another record after the plan was shown and before the domain is typed."""
        zone, theirs = self.scenario.zone_of(), [self.scenario.meanwhile]
        ours, terminal = pty.openpty()
        running = subprocess.Popen(
            argv("fix", *self._words(53, 2)), env=environment(), stdin=terminal, stdout=terminal, stderr=terminal
        )
        os.close(terminal)
        shown = _until(ours, b"type changed.example")
        publish.replace(zone, zone.name, "TXT", None, theirs)
        os.write(ours, f"{self._name()}\n".encode())
        shown += _until(ours, None)
        code = running.wait(30)
        if code != 1 or b"nothing was written" not in shown:
            yield f"changed meanwhile: {code} {shown.decode(errors='replace')[-300:]}"
        if publish.answers(HOSTS[f"dns-{zone.primary}"][0], zone.name, "TXT") != theirs:
            yield "what somebody else wrote meanwhile was overwritten"
        # The next plan is made by the resolver's answers: let it forget.
        time.sleep(zone.ttl + 1)

    def killed(self, edits: list[dict[str, Any]]) -> Iterator[str]:
        """SIGKILL while the update is on its way; then every server has the whole old or the whole new RRset."""
        zone = self.scenario.zone_of()
        primary = HOSTS[f"dns-{zone.primary}"][0]
        with Proxy(primary, forwards=self.scenario.killed == "after") as proxy:
            words = (*self._words(proxy.port, 2), "--yes", self._name())
            running = subprocess.Popen(
                argv("fix", *words), env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if not proxy.updated.wait(30):
                raise BrokenError("no update came")
            running.send_signal(signal.SIGKILL)
            running.wait()
            receipts = [json.loads(path.read_text()) for path in (self.folder / "receipts").glob("*.json")]
            if [each["receipt"]["state"] for each in receipts] != ["pending"]:
                yield f"receipts after the kill: {receipts}"
            time.sleep(zone.ttl + 1)
            key = "after" if self.scenario.killed == "after" else "before"
            for edit in edits:
                if publish.answers(primary, edit["name"], edit["type"]) != sorted(edit[key]):
                    yield f"{edit['name']} is not as it was {key}"
            again = mailmend("verify", "--receipts", self.folder / "receipts", "--dns", RESOLVER, self._name())
        settled = "it was written" if key == "after" else "DNS does not tell yet"
        if settled not in again.stderr:
            yield f"the next run says of the pending receipt: {again.stderr}"

    def read_again(self, said: Said) -> Iterator[str]:
        """What each server holds in the end, asked without mailmend: what it was said to hold."""
        for server in self.scenario.zone_of().name_servers:
            for address in ADDRESSES[server]:
                for awaited in said.verdict.get("awaited", ()):
                    held = publish.answers(address, awaited["name"], awaited["type"])
                    if held != sorted(awaited["after"]):
                        yield f"{server} ({address}) has {awaited['name']} {awaited['type']} {held}"

    def await_resolver(self, said: Said) -> None:
        """Wait until the resolver has asked a server that has the new record. Raises BrokenError."""
        (awaited, *_) = said.verdict["awaited"]
        until = time.monotonic() + 60
        while publish.answers(RESOLVER, awaited["name"], awaited["type"]) != sorted(awaited["after"]):
            if time.monotonic() > until:
                raise BrokenError("the resolver asks no server that has the new record")
            time.sleep(0.3)

    def awaited(self, said: Said) -> Iterator[str]:
        """Wait until the resolver gives the new record; that is when it was predicted, or before."""
        until = said.verdict.get("stale_until")
        predicted = datetime.fromisoformat(until).timestamp() if until else time.time()
        (awaited, *_) = said.verdict.get("awaited", [{"name": ".", "type": "TXT", "after": []}])
        last_stale = None
        while publish.answers(RESOLVER, awaited["name"], awaited["type"]) != sorted(awaited["after"]):
            last_stale = time.time()
            if last_stale > predicted + NEAR:
                yield f"the resolver is stale {last_stale - predicted:.0f} s longer than predicted"
                return
            time.sleep(0.3)
        if self.scenario.predicts and (last_stale is None or predicted - last_stale > NEAR + 0.5):
            yield f"the resolver was stale until {last_stale}, predicted until {predicted}"

    def _words(self, port: int, wait: float) -> tuple[object, ...]:
        server = HOSTS[f"dns-{self.scenario.zone_of().primary}"][0] if port == 53 else CLIENT[0].partition("/")[0]
        via = f"rfc2136:{server}" + (f":{port}" if port != 53 else "")
        places = ("--dns", RESOLVER, "--via", via, "--receipts", self.folder / "receipts")
        return (*places, "--wait", wait, *self._mine(), self.folder / "bounce.eml")

    def _name(self) -> str:
        return str(self.scenario.expect["edits"][0]["name"])

    def _mine(self) -> list[str]:
        return [word for address in self.scenario.mine for word in ("--mine", address)]


def _said(ran: subprocess.CompletedProcess[str]) -> Said:
    lines = ran.stdout.splitlines()
    return Said(ran.returncode, json.loads(lines[-1]) if lines else {}, ran.stderr.strip()[-400:])


def _until(terminal: int, text: bytes | None) -> bytes:
    """What the terminal shows until ``text`` comes, or until its program ends."""
    shown, until = b"", time.monotonic() + 30
    while (text is None or text not in shown) and time.monotonic() < until:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:  # the other end is closed
                break
    return shown
