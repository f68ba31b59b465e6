"""Servers as children of this process: started, awaited until they answer, stopped."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab.network import inside

PATIENCE = 30.0


class BrokenError(Exception):
    """A server of the laboratory does not do its work; the text says which and shows what it said last."""


@dataclass
class Processes:
    """The servers that run, each with a log of what it said, in the folder ``logs``."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, host: str, argv: Sequence[object]) -> None:
        """Start ``argv`` on ``host``; it stays in the foreground."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                inside(host, argv), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def await_port(self, name: str, address: str, port: int) -> None:
        """Wait until ``name`` accepts connections. Raises BrokenError."""
        self.await_that(f"{name} answers at {address}:{port}", lambda: _open(address, port), name)

    def await_that(self, what: str, holds: Callable[[], object], name: str | None = None) -> None:
        """Wait until ``holds`` is true. Raises BrokenError, with the end of the log of ``name``."""
        until = time.monotonic() + PATIENCE
        while not holds():
            ended = name is not None and self.running[name].poll() is not None
            if ended or time.monotonic() > until:
                raise BrokenError(f"not in {PATIENCE:.0f} s: {what}\n{self.said(name) if name else ''}")
            time.sleep(0.05)

    def said(self, name: str, lines: int = 15) -> str:
        """The end of the log of ``name``."""
        text = (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def stop(self) -> None:
        """End all of them. The process namespace ends what is left."""
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + 5
        for process in self.running.values():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def _open(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True
