"""All servers together, in the right order."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab import network
from lab.mail import Mail
from lab.processes import Processes
from lab.servers import bind, exim, knot, postfix, unbound
from lab.zones import Zone

PASSWD = "Debian-exim:x:60001:60001::/nonexistent:/usr/sbin/nologin\n"
GROUP = "Debian-exim:x:60001:\n"


@dataclass(frozen=True, slots=True)
class Laboratory:
    """What runs. ``folder`` holds the data of every host, in a file system of our own that vanishes with us."""

    folder: Path
    processes: Processes
    mail: Mail


def start(
    folder: Path, exim_home: Path, senders: tuple[Zone, ...], domains: tuple[str, ...], transports: Mapping[str, str]
) -> Laboratory:
    """Start everything. Raises BrokenError, and CalledProcessError where the kernel lacks something."""
    _own_system_files(folder)
    network.build()
    (folder / "logs").mkdir()
    (folder / "lost").mkdir()
    for zone in senders:
        if zone.dead:
            (folder / "lost" / zone.name.rstrip(".")).write_text(zone.text(), encoding="ascii")
    processes = Processes(folder / "logs")
    knot.start_root(processes, folder, senders)
    unbound.start(processes, folder)
    knot.start_primary(processes, folder, senders)
    knot.start_walled(processes, folder, senders)
    bind.start(processes, folder, senders)
    knot.start_secondary(processes, folder, senders)
    postfix.start_receivers(processes, folder)
    postfix.start_behind_nat(processes, folder)
    exim.start(processes, folder, exim_home)
    postfix.start_forwarders(processes, folder)
    postfix.start_sender(processes, folder, domains, transports)
    processes.await_port("sender", network.HOSTS["sender"][0], postfix.SUBMISSION)
    for host in ("postfix", *postfix.FORWARDERS, "gateway"):
        processes.await_port("inner" if host == "gateway" else host, network.HOSTS[host][0], 25)
    return Laboratory(folder, processes, Mail(folder))


def _own_system_files(folder: Path) -> None:
    """A copy of /etc that only we see: our resolver, our host names, and the user that Exim runs as."""
    etc = folder / "etc"
    shutil.copytree("/etc", etc, symlinks=True, ignore_dangling_symlinks=True)
    for name, text in (
        ("resolv.conf", f"nameserver {network.RESOLVER}\noptions timeout:10 attempts:1\n"),
        ("hosts", "127.0.0.1 localhost\n::1 localhost\n"),
        ("passwd", (etc / "passwd").read_text(encoding="utf-8") + PASSWD),
        ("group", (etc / "group").read_text(encoding="utf-8") + GROUP),
    ):
        (etc / name).unlink(missing_ok=True)
        (etc / name).write_text(text, encoding="utf-8")
    subprocess.run(["mount", "--bind", etc, "/etc"], check=True)
    subprocess.run(["hostname", "laboratory"], check=True)
