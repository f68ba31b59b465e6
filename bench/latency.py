"""``python -m bench.latency``: one check over the network, every answer 50 ms away, beside other engines."""

from __future__ import annotations

import json
import subprocess
from statistics import median
from time import perf_counter

from bench.engines import HOME, environment
from bench.shapes import DOMAIN
from mailmend import resolvers
from mailmend.embedded.dns import EmbeddedDns
from mailmend.flow import Answers, Batch, run
from mailmend.spf import check_host

DELAY = 0.05
TIMES = 5
IP, SENDER, HELO = "192.0.2.1", f"anna@{DOMAIN}", f"mail.{DOMAIN}"

# Nine includes: three below the domain, one below each of these, one below each of those.
WORLD = "\n".join(
    [
        f'{DOMAIN}. 300 TXT "v=spf1 include:a.{DOMAIN} include:b.{DOMAIN} include:c.{DOMAIN} -all"',
        *(f'{name}.{DOMAIN}. 300 TXT "v=spf1 include:{name}1.{DOMAIN} -all"' for name in "abc"),
        *(f'{name}1.{DOMAIN}. 300 TXT "v=spf1 include:{name}2.{DOMAIN} -all"' for name in "abc"),
        *(f'{name}2.{DOMAIN}. 300 TXT "v=spf1 ip4:198.51.100.0/24 -all"' for name in "abc"),
    ]
)


def ours(address: str, *, ahead: bool) -> tuple[float, int]:
    """Seconds and rounds of one check by mailmend."""
    rounds: list[Batch] = []
    with resolvers.open(address) as resolver:

        def resolve(batch: Batch) -> Answers:
            rounds.append(batch)
            return resolver.resolve(batch)

        begun = perf_counter()
        run(check_host(IP, DOMAIN, SENDER, HELO, ahead=ahead), resolve)
        return perf_counter() - begun, len(rounds)


def theirs(name: str, server: EmbeddedDns) -> float | None:
    """Seconds of one check by a peer, None where it is not installed or fails."""
    python = HOME / "bin" / "python"
    if not python.exists():
        return None
    command = [str(python), "-m", f"bench.peers.{name}", server.host, str(server.port), IP, SENDER, HELO]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        print(f"  {name}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
        return None
    return float(json.loads(done.stdout)["seconds"])


def main() -> None:
    """Print one line for each engine."""
    world = resolvers.World.parse(WORLD, path="latency", read=str)
    print(f"\nnine includes, depth three, every answer after {DELAY * 1000:.0f} ms (median of {TIMES}):")
    with EmbeddedDns(world, delay=DELAY) as server:
        for ahead in (True, False):
            found = [ours(server.address, ahead=ahead) for _ in range(TIMES)]
            seconds, rounds = median(taken for taken, _ in found), found[0][1]
            print(f"  mailmend{'' if ahead else ', not asking ahead':<20} {seconds:6.3f} s, {rounds} rounds")
        for name in ("pyspf_live", "checkdmarc_live"):
            times = [taken for _ in range(TIMES) if (taken := theirs(name, server)) is not None]
            print(f"  {name.removesuffix('_live'):<28} " + (f"{median(times):6.3f} s" if times else "not measured"))


if __name__ == "__main__":
    main()
