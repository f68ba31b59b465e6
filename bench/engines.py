"""The engines that are measured: how each is started, and why one cannot be."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = HERE / "peers"
# What `tools/bench-peers` installs goes here.
HOME = ROOT / ".venv-bench"


@dataclass(frozen=True, kw_only=True)
class Engine:
    """``command`` starts it, before the path of the shape; ``missing`` says why it cannot be measured."""

    name: str
    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    missing: str | None = None
    environment: dict[str, str] = field(default_factory=dict)


def engines() -> tuple[Engine, ...]:
    """All of them, those that cannot be measured too."""
    return (
        _ours("cold"),
        _ours("cached"),
        _ours("traced"),
        _ours("compiled"),
        _python("pyspf", "spf"),
        _python("spftrace", "spftrace"),
        _started("mailauth", ("node", str(PEERS / "mailauth.mjs")), HOME / "node_modules" / "mailauth"),
        _started("libspf2", (str(HOME / "libspf2"),), HOME / "libspf2"),
        _started("Mail::SPF", ("perl", str(PEERS / "mail_spf.pl")), Path("/usr/share/perl5/Mail/SPF.pm")),
    )


def environment(**more: str) -> dict[str, str]:
    """What an engine's process sees: mailmend from this tree, and ``more``."""
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", **more}


def _ours(mode: str) -> Engine:
    return Engine(
        name=f"mailmend-{mode}",
        command=(sys.executable, "-m", "bench.peers.mailmend"),
        arguments=(mode,),
        environment=environment(),
    )


def _python(name: str, module: str) -> Engine:
    python = HOME / "bin" / "python"
    found = any((HOME / "lib").glob(f"python*/site-packages/{module}*"))
    return Engine(
        name=name,
        command=(str(python), "-m", f"bench.peers.{name}"),
        missing=None if found else "not installed",
        environment=environment(),
    )


def _started(name: str, command: tuple[str, ...], needs: Path) -> Engine:
    return Engine(
        name=name,
        command=command,
        missing=None if needs.exists() else "not installed",
        environment=environment(BENCH_HOME=str(HOME)),
    )
