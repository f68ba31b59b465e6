"""Knot DNS: the root, a primary that takes signed updates, and the secondary of everybody."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lab.network import HOSTS, inside
from lab.processes import Processes
from lab.zones import KEY_NAME, KEY_SECRET, Zone, root_zones

_HEAD = """
server:
  rundir: {folder}
  listen: [ {listen} ]
  udp-workers: 1
  tcp-workers: 2
  background-workers: 1
database:
  storage: {folder}
log:
  - target: stderr
    any: info
key:
  - id: {key}
    algorithm: hmac-sha256
    secret: {secret}
remote:
  - id: knot
    address: {knot}
    key: {key}
  - id: bind
    address: {bind}
    key: {key}
  - id: second
    address: {second}
    key: {key}
acl:
  - id: change
    action: [ update, transfer ]
    key: {key}
  - id: told
    action: notify
    key: {key}
template:
  - id: default
    storage: {folder}/zones
    zonefile-sync: 0
    semantic-checks: off
zone:
"""


def start_root(processes: Processes, folder: Path, senders: tuple[Zone, ...]) -> None:
    """The server of the root, of ``example.`` and of the reverse zones."""
    files = root_zones(senders)
    _start(processes, folder, "dns-root", files, dict.fromkeys(files, ""))


def start_primary(processes: Processes, folder: Path, senders: tuple[Zone, ...]) -> None:
    """The primary of some of the senders' zones. A dead zone is configured, and its file is not there."""
    ours = [zone for zone in senders if zone.primary == "knot"]
    files = {zone.name: zone.text() for zone in ours if not zone.dead}
    settings = {zone.name: "acl: change" if zone.lags else "acl: change, notify: second" for zone in ours}
    _start(processes, folder, "dns-knot", files, settings)


def start_walled(processes: Processes, folder: Path, senders: tuple[Zone, ...]) -> None:
    """A primary that runs, and that nobody reaches."""
    files = {zone.name: zone.text() for zone in senders if zone.primary == "walled"}
    _start(processes, folder, "dns-walled", files, dict.fromkeys(files, ""), reached=False)


def start_secondary(processes: Processes, folder: Path, senders: tuple[Zone, ...]) -> None:
    """The secondary of all of the senders' zones."""
    ours = [zone for zone in senders if zone.primary != "walled"]
    _start(processes, folder, "dns-second", {}, {zone.name: f"master: {zone.primary}, acl: told" for zone in ours})


def control(folder: Path, host: str, *words: str) -> str:
    """What ``knotc`` says. Raises CalledProcessError."""
    argv = inside(host, ["knotc", "-s", folder / host / "knot.sock", *words])
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def zone_file(folder: Path, host: str, zone: str) -> Path:
    """Where ``host`` looks for the master file of ``zone``."""
    return folder / host / "zones" / (zone.rstrip(".") or "root")


def _start(
    processes: Processes,
    folder: Path,
    host: str,
    files: dict[str, str],
    zones: dict[str, str],
    *,
    reached: bool = True,
) -> None:
    home = folder / host
    (home / "zones").mkdir(parents=True)
    for name, text in files.items():
        zone_file(folder, host, name).write_text(text, encoding="ascii")
    addresses = {name: HOSTS[f"dns-{name}"][0] for name in ("knot", "bind", "second")}
    listen = ", ".join(f'"{address}@53"' for address in HOSTS[host])
    text = _HEAD.format(folder=home, listen=listen, key=KEY_NAME, secret=KEY_SECRET, **addresses)
    for name, settings in zones.items():
        lines = [f"domain: {name}", f"file: {zone_file(folder, host, name).name}", *settings.split(", ")]
        text += "  - " + "\n    ".join(line for line in lines if line) + "\n"
    (home / "knot.conf").write_text(text, encoding="ascii")
    processes.start(host, host, ["knotd", "-c", home / "knot.conf", "-s", home / "knot.sock"])
    if reached:
        processes.await_port(host, HOSTS[host][0], 53)
