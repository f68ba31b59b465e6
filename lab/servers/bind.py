"""BIND: a primary that takes signed updates."""

from __future__ import annotations

from pathlib import Path

from lab.network import HOSTS
from lab.processes import Processes
from lab.zones import KEY_NAME, KEY_SECRET, Zone

HOST = "dns-bind"
_HEAD = """
options {{
  directory "{home}"; pid-file "{home}/named.pid"; session-keyfile "{home}/session.key";
  listen-on {{ {v4}; }}; listen-on-v6 {{ {v6}; }};
  recursion no; dnssec-validation no; empty-zones-enable no; notify-delay 0; startup-notify-rate 100;
}};
controls {{ }};
key "{key}" {{ algorithm hmac-sha256; secret "{secret}"; }};
"""
_ZONE = """
zone "{name}" {{
  type primary; file "{file}"; allow-update {{ key "{key}"; }}; allow-transfer {{ key "{key}"; }};
  notify explicit; also-notify {{ {second} key "{key}"; }};
}};
"""


def start(processes: Processes, folder: Path, senders: tuple[Zone, ...]) -> None:
    """The primary of some of the senders' zones."""
    home = folder / HOST
    home.mkdir()
    v4, v6 = HOSTS[HOST]
    text = _HEAD.format(home=home, v4=v4, v6=v6, key=KEY_NAME, secret=KEY_SECRET)
    for zone in senders:
        if zone.primary == "bind":
            (home / zone.name).write_text(zone.text(), encoding="ascii")
            text += _ZONE.format(name=zone.name, file=zone.name, key=KEY_NAME, second=HOSTS["dns-second"][0])
    (home / "named.conf").write_text(text, encoding="ascii")
    processes.start(HOST, HOST, ["named", "-g", "-n", "1", "-c", home / "named.conf"])
    processes.await_port(HOST, v4, 53)
