"""The HTTP API under load, beside a route of Starlette that does nothing but answer JSON, in the same run.

50 connections of wrk, a world file as DNS. Beside the rates stands the processor time of one answer, which a busy
machine changes less: of the process that answers, and of its workers. Then memory over 50,000 requests. Needs wrk
(Debian).

    python -m bench.web [seconds a measurement] [requests for memory]
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

ROUNDS = 3
CONNECTIONS = 50
EXAMPLE = files("mailmend.web").joinpath("examples", "own-server")
BARE = """
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def bare(request):
    return JSONResponse({"result": "fail", "domain": "contoso.example"})

uvicorn.run(Starlette(routes=[Route("/", bare)]), port=int(sys.argv[1]), log_level="error", ws="none")
"""
POST = """
wrk.method = "POST"
local file = io.open("{path}", "rb")
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "message/rfc822"
"""


def main() -> None:
    """Measure, and print what was measured."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "post.lua")
        script.write_text(POST.format(path=EXAMPLE.joinpath("bounce.eml")))
        with service() as (origin, process), bare() as (plain, simple):
            paths: dict[str, tuple[str, tuple[str, ...], int]] = {
                "bare JSON": (plain, (), simple.pid),
                "/api/v1/spf": (f"{origin}/api/v1/spf/contoso.example?ip=203.0.113.25", (), process.pid),
                "/api/v1/diagnose": (f"{origin}/api/v1/diagnose", ("-s", str(script)), process.pid),
                "page /": (f"{origin}/", (), process.pid),
            }
            rates: dict[str, list[float]] = {name: [] for name in paths}
            costs: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
            for _ in range(ROUNDS):
                for name, (url, more, pid) in paths.items():
                    before = consumed(pid)
                    rates[name].append(rate(url, seconds, more))
                    used = [after - earlier for earlier, after in zip(before, consumed(pid), strict=True)]
                    costs[name].append((used[0] / (rates[name][-1] * seconds), used[1] / (rates[name][-1] * seconds)))
            base = statistics.median(rates["bare JSON"])
            for name, found in rates.items():
                middle = statistics.median(found)
                spread = f"{min(found):.0f} to {max(found):.0f}"
                own, theirs = (statistics.median(each[n] for each in costs[name]) * 1000 for n in (0, 1))
                print(
                    f"{name:<18}{middle:>7.0f} a second  ({spread})  {middle / base:>6.1%} of bare   "
                    f"{own:.3f} ms of CPU, workers {theirs:.3f} ms"
                )
            memory(origin, process, requests)


def consumed(pid: int) -> tuple[float, float]:
    """Seconds of processor time that the process ``pid`` has used, and those of the session's others that it began."""
    ticks = os.sysconf("SC_CLK_TCK")
    times: dict[int, tuple[int, float]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        times[int(folder.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / ticks
    below = {pid}
    for _ in range(3):
        below |= {child for child, (parent, _) in times.items() if parent in below}
    return times[pid][1], sum(times[each][1] for each in below - {pid} if each in times)


def memory(origin: str, process: subprocess.Popen[bytes], requests: int) -> None:
    """The resident memory of the service after each tenth of ``requests``."""
    url = f"{origin}/api/v1/spf/contoso.example?ip=203.0.113.25"
    done, sizes = 0, [resident(process)]
    while done < requests:
        before = counted(origin)
        rate(url, 3, ())
        done += counted(origin) - before
        sizes.append(resident(process))
    print(f"memory over {done:,} requests, MB: " + " ".join(f"{size / 1024:.1f}" for size in sizes))


def rate(url: str, seconds: int, more: tuple[str, ...]) -> float:
    """Answers a second; anything but success ends the measurement."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", *more, url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"answers that are no success:\n{out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]


def counted(origin: str) -> int:
    """How many requests the service has answered."""
    with urllib.request.urlopen(f"{origin}/metrics") as answer:  # noqa: S310
        text = answer.read().decode()
    return sum(int(count) for count in re.findall(r"^mailmend_requests_total\{[^}]*\} (\d+)$", text, re.MULTILINE))


def resident(process: subprocess.Popen[bytes]) -> int:
    """Resident memory in kB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1])  # type: ignore[index]


@contextmanager
def service(*more: str, dns: str = "") -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """``mailmend serve`` in a process of its own, and where it answers."""
    port = free_port()
    options = ["--port", str(port), "--per-minute", "0", "--zone-per-minute", "0", "--metrics", "--quiet"]
    world = dns or f"zone:{EXAMPLE.joinpath('world.zone')}"
    command = [sys.executable, "-m", "mailmend", "serve", *options, "--dns", world, *more]
    with started(command, f"http://127.0.0.1:{port}/healthz") as process:
        yield f"http://127.0.0.1:{port}", process


@contextmanager
def bare() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The route that does nothing."""
    port = free_port()
    with started([sys.executable, "-c", BARE, str(port)], f"http://127.0.0.1:{port}/") as process:
        yield f"http://127.0.0.1:{port}/", process


@contextmanager
def started(command: list[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at ``url``, stopped at the end."""
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(url).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port on which nobody listens."""

    async def found() -> int:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        server.close()
        return port

    return asyncio.run(found())


if __name__ == "__main__":
    main()
