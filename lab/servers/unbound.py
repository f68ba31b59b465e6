"""Unbound: the caching resolver that everybody asks."""

from __future__ import annotations

from pathlib import Path

from lab.network import HOSTS, RESOLVER
from lab.processes import Processes
from lab.zones import REVERSE_ZONES

_CONF = """
server:
  directory: "{home}"
  username: ""
  chroot: ""
  pidfile: "{home}/unbound.pid"
  use-syslog: no
  interface: {v4}
  interface: {v6}
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  root-hints: "{home}/hints"
  module-config: "iterator"
  num-threads: 1
  infra-host-ttl: 10
  infra-keep-probing: yes
  {local}
remote-control:
  control-enable: no
"""


def start(processes: Processes, folder: Path) -> None:
    """The resolver, without DNSSEC, with our own root. Without ``nodefault`` it denies the documentation ranges."""
    home = folder / "resolver"
    home.mkdir()
    v4, v6 = HOSTS["resolver"]
    (home / "hints").write_text(". 3600 NS ns.root.example.\nns.root.example. 3600 A 192.0.2.1\n", encoding="ascii")
    local = "\n  ".join(f'local-zone: "{zone}" nodefault' for zone in REVERSE_ZONES)
    (home / "unbound.conf").write_text(_CONF.format(home=home, v4=v4, v6=v6, local=local), encoding="ascii")
    processes.start("resolver", "resolver", ["unbound", "-d", "-c", home / "unbound.conf"])
    processes.await_port("resolver", RESOLVER, 53)
