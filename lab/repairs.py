"""What others do once they have been told: the receiver, the forwarder, the DNS host."""

from __future__ import annotations

import shutil
import subprocess

from lab.laboratory import Laboratory
from lab.network import inside
from lab.servers import knot, postfix


def show_clients(_: Laboratory) -> None:
    """The receiver's network no longer hides who connects."""
    subprocess.run(inside("gateway", ["nft", "flush", "chain", "ip", "nat", "hide"]), check=True)


def rewrite_return_paths(lab: Laboratory) -> None:
    """The forwarder starts to rewrite the return path (SRS)."""
    postfix.rewrite_return_paths(lab.processes, lab.folder, "forwarder")


def list_forwarder(lab: Laboratory) -> None:
    """The forwarder puts its own server into its own record."""
    for words in (("begin",), ("unset", "guild", "TXT"), ("set", "guild", "3", "TXT", '"v=spf1 mx -all"'), ("commit",)):
        knot.control(lab.folder, "dns-root", f"zone-{words[0]}", "example.", *words[1:])


def load_zone(lab: Laboratory) -> None:
    """The DNS host puts the zone's file back, and the secondary fetches it."""
    shutil.copy(lab.folder / "lost" / "temperror.example", knot.zone_file(lab.folder, "dns-knot", "temperror.example."))
    knot.control(lab.folder, "dns-knot", "-b", "zone-reload", "temperror.example.")
    knot.control(lab.folder, "dns-second", "-b", "zone-retransfer", "temperror.example.")


def take_down_wall(_: Laboratory) -> None:
    """The DNS host lets questions through again."""
    subprocess.run(inside("dns-walled", ["nft", "flush", "ruleset"]), check=True)


def refresh_secondary(lab: Laboratory) -> None:
    """The secondary fetches the zone."""
    knot.control(lab.folder, "dns-second", "-b", "zone-refresh", "lagging.example.")
